import Testing
import Wire

@testable import Congestion

@Suite struct SentPacketLogTests {
    @Test func `a packet is taken once`() {
        var log = SentPacketLog()
        log.append(7, byteCount: 1_200, isProbe: true, at: at(3))

        let packet = log.take(7)
        #expect(packet?.sentAt == at(3) && packet?.byteCount == 1_200)
        #expect(packet?.isProbe == true && packet?.wasLost == false)
        #expect(log.take(7) == nil)
    }

    @Test func `a packet told of as lost may still arrive, and is lost once`() {
        var log = SentPacketLog()
        log.append(65_535, byteCount: 100, isProbe: false, at: at(0))

        #expect(log.lose(65_535)?.wasLost == false)
        #expect(log.lose(65_535) == nil)
        #expect(log.take(65_535)?.wasLost == true)
        #expect(log.lose(65_535) == nil)
    }

    @Test func `numbers never sent, or sent too long ago, are unknown`() {
        var log = SentPacketLog()
        #expect(log.take(0) == nil)
        for number in 0...SentPacketLog.capacity {
            log.append(UInt16(number), byteCount: 50, isProbe: false, at: at(Double(number)))
        }

        #expect(log.take(0) == nil)
        #expect(log.take(1) != nil)
        #expect(log.take(UInt16(SentPacketLog.capacity)) != nil)
    }
}
