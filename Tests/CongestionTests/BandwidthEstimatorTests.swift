import Congestion
import Testing
import Wire

@Suite struct BandwidthEstimatorTests {
    @Test func `without any feedback nothing is limited after a while`() {
        var estimator = BandwidthEstimator()
        #expect(estimator.bitrate == BandwidthEstimator.initialBitrate)
        estimator.sent(1, byteCount: 500, at: at(0))
        _ = estimator.padding(demand: 1_000_000, at: at(1_000))
        #expect(estimator.bitrate != nil)
        _ = estimator.padding(demand: 1_000_000, at: at(1_600))
        #expect(estimator.bitrate == nil)
    }

    @Test func `a receiver's own estimate bounds until feedback comes`() {
        var estimator = BandwidthEstimator()
        estimator.receiveMaximum(300_000)
        #expect(estimator.bitrate == 300_000)

        estimator.sent(1, byteCount: 500, at: at(0))
        estimator.receive(1, arrival: 400, at: at(50))
        estimator.endFeedback(at: at(50))
        #expect(estimator.isMeasured && estimator.bitrate != 300_000)
        estimator.receiveMaximum(200_000)
        #expect(estimator.bitrate != 200_000)
    }

    @Test func `statuses of packets never sent change nothing`() {
        var estimator = BandwidthEstimator()
        for number in UInt16(0)...500 {
            estimator.receive(number, arrival: Int64(number), at: at(50))
            estimator.receive(number &* 97, arrival: nil, at: at(50))
        }
        estimator.endFeedback(at: at(50))
        #expect(estimator.bitrate == BandwidthEstimator.initialBitrate)
        #expect(estimator.roundTrip == nil)
    }

    @Test func `arrivals at the ends of the clock do not trap`() {
        var estimator = BandwidthEstimator()
        let arrivals: [Int64] = [
            0, .max, .min, -1, 1 << 31, -(1 << 31), 1 << 32, (1 << 31) - 1, 12_345,
        ]
        for (number, arrival) in arrivals.enumerated() {
            estimator.sent(UInt16(number), byteCount: 1_000, at: at(Double(number)))
            estimator.receive(UInt16(number), arrival: arrival, at: at(100))
            estimator.endFeedback(at: at(100 + Double(number)))
        }
        #expect(estimator.bitrate.map { $0 > 0 } == true)
    }

    @Test func `feedback that stays away halves the rate`() throws {
        var estimator = BandwidthEstimator()
        estimator.sent(1, byteCount: 500, at: at(0))
        estimator.receive(1, arrival: 400, at: at(50))
        estimator.endFeedback(at: at(50))
        let before = try #require(estimator.bitrate)
        for number in UInt16(2)...60 {
            estimator.sent(number, byteCount: 500, at: at(Double(number) * 20))
        }
        _ = estimator.padding(demand: 0, at: at(1_200))

        #expect(try #require(estimator.bitrate) <= before / 2)
    }

    @Test func `nothing is probed for where nothing more is wanted`() {
        var estimator = BandwidthEstimator()
        estimator.sent(1, byteCount: 500, at: at(0))
        estimator.receive(1, arrival: 400, at: at(50))
        estimator.endFeedback(at: at(50))
        for step in 3...100 {
            #expect(estimator.padding(demand: 500_000, at: at(Double(step) * 20)) == 0)
        }
    }
}
