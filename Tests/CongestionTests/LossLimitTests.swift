import Testing
import Wire

@testable import Congestion

@Suite struct LossLimitTests {
    /// A second of packets of 1,000 bytes, of which one in `every` is lost.
    private func send(
        _ packets: Int, losing every: Int?, second: Int, to limit: inout LossLimit
    ) {
        for index in 0..<packets {
            limit.receive(
                byteCount: 1_000, isLost: every.map { index % $0 == 0 } ?? false,
                sentAt: at(Double(second) * 1_000 + Double(index) * 1_000 / Double(packets)))
            _ = limit.update()
        }
    }

    @Test func `losses at random cost nothing in the long run`() {
        var limit = LossLimit()
        for second in 0..<20 { send(200, losing: 10, second: second, to: &limit) }

        #expect(limit.bitrate == nil)
        #expect(limit.inherentLoss > 0.05 && limit.inherentLoss < 0.12)
    }

    @Test func `a path that lets half through is limited to that half`() throws {
        var limit = LossLimit()
        for second in 0..<5 { send(200, losing: nil, second: second, to: &limit) }
        for second in 5..<7 { send(200, losing: 2, second: second, to: &limit) }

        // 200 packets of 1,000 bytes a second are 1.6 Mbit/s.
        #expect(try #require(limit.bitrate) < 900_000)
    }

    @Test func `one burst of losses costs little`() {
        var limit = LossLimit()
        for second in 0..<5 { send(200, losing: nil, second: second, to: &limit) }
        for index in 0..<6 {
            limit.receive(byteCount: 1_000, isLost: true, sentAt: at(5_000 + Double(index)))
        }
        for second in 5..<6 { send(200, losing: nil, second: second, to: &limit) }

        #expect(limit.bitrate ?? .infinity > 1_400_000)
    }
}
