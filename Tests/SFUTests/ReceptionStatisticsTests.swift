import RTP
import SFU
import Testing
import Wire

@Suite struct ReceptionStatisticsTests {
    @Test func `nothing received makes no report`() {
        var statistics = ReceptionStatistics(clockRate: 90_000)
        #expect(statistics.takeReport(ssrc: 1, at: at(0)) == nil)
    }

    @Test func `losses are counted since the beginning and since the last report`() throws {
        var statistics = ReceptionStatistics(clockRate: 90_000)
        statistics.receive([10, 11, 13, 14])  // One of five lost.
        let first = try statistics.report(at: 0)
        #expect(first.ssrc == 5 && first.cumulativeLost == 1 && first.fractionLost == 51)
        #expect(first.extendedHighestSequence == 14)

        statistics.receive([15, 16])
        let second = try statistics.report(at: 0)
        #expect(second.cumulativeLost == 1 && second.fractionLost == 0)
    }

    @Test func `a wrap is counted, a late packet is none`() throws {
        var statistics = ReceptionStatistics(clockRate: 90_000)
        statistics.receive([65534, 0, 65535, 1])
        let report = try statistics.report(at: 0)
        #expect(report.extendedHighestSequence == 0x1_0001)
        #expect(report.cumulativeLost == 0 && report.fractionLost == 0)
    }

    @Test func `packets that come twice let the losses sink below zero`() throws {
        var statistics = ReceptionStatistics(clockRate: 90_000)
        statistics.receive([1, 1, 2, 2, 2])
        let report = try statistics.report(at: 0)
        #expect(report.cumulativeLost == -3 && report.fractionLost == 0)
    }

    @Test func `a single wild number is passed over, two in a row are a restart`() throws {
        var statistics = ReceptionStatistics(clockRate: 90_000)
        statistics.receive([1, 2, 30_000, 3])
        #expect(statistics.extendedHighestSequence == 3)
        statistics.receive([30_000, 30_001])
        #expect(statistics.extendedHighestSequence == 30_001)
        let report = try statistics.report(at: 0)
        #expect(report.cumulativeLost == 0)
    }

    @Test func `jitter follows A point 8`() {
        var statistics = ReceptionStatistics(clockRate: 8_000)
        statistics.receive(1, rtpTimestamp: 0, at: at(0))
        statistics.receive(2, rtpTimestamp: 160, at: at(20))
        #expect(statistics.jitter == 0)
        statistics.receive(3, rtpTimestamp: 320, at: at(60))  // 20 ms late: 160 ticks.
        #expect(statistics.jitter == 160 / 16)
        for number in UInt16(4)...400 {
            let late: Int64 = number % 2 == 0 ? 10 : 0
            statistics.receive(
                number, rtpTimestamp: UInt32(number - 1) * 160, at: at(Int64(number) * 20 + late))
        }
        #expect((78...81).contains(statistics.jitter))
    }

    @Test func `the packets of one frame count once`() {
        var statistics = ReceptionStatistics(clockRate: 90_000)
        for number in UInt16(0)...20 {
            statistics.receive(number, rtpTimestamp: 0, at: at(Int64(number)))
        }
        #expect(statistics.jitter == 0)
    }

    @Test func `a clock that has run for long, or jumps, traps nothing`() {
        var statistics = ReceptionStatistics(clockRate: 90_000)
        for (number, time) in [Int64.max, .min, 0, .max - 5].enumerated() {
            statistics.receive(
                UInt16(number), rtpTimestamp: UInt32(truncatingIfNeeded: time &* 7),
                at: MonotonicTime(nanoseconds: time))
        }
        #expect(statistics.jitter < 90_000 * 2)
        _ = statistics.takeReport(ssrc: 1, at: MonotonicTime(nanoseconds: .min))
    }

    @Test func `a report refers to the source's own`() throws {
        var statistics = ReceptionStatistics(clockRate: 90_000)
        statistics.receive([1])
        let own = SenderReport(
            ssrc: 5, ntp: 0x0000_1234_5678_0000, rtpTimestamp: 0, packetCount: 0, octetCount: 0)
        statistics.receive(own, at: at(1_000))
        let report = try statistics.report(at: 1_500)
        #expect(report.lastSenderReport == 0x1234_5678)
        #expect(report.delaySinceLastSenderReport == 32_768)
    }
}

private func at(_ milliseconds: Int64) -> MonotonicTime {
    MonotonicTime(nanoseconds: milliseconds * 1_000_000)
}

extension ReceptionStatistics {
    fileprivate mutating func report(at time: Int64) throws -> ReportBlock {
        let report = takeReport(ssrc: 5, at: SFUTests.at(time))
        return try #require(report)
    }

    fileprivate mutating func receive(_ numbers: [UInt16]) {
        for number in numbers { receive(number, rtpTimestamp: 0, at: SFUTests.at(0)) }
    }
}
