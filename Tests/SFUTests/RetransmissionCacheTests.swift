import SFU
import Testing
import Wire

@Suite struct RetransmissionCacheTests {
    @Test func `a stored packet is found whole, header and payload`() {
        var cache = RetransmissionCache(slotCount: 64)
        cache.store(7, header: [1, 2], payload: [3, 4, 5])
        #expect(cache.take(7, at: 0) == [1, 2, 3, 4, 5])
        #expect(cache.take(8, at: 0) == nil)
    }

    @Test func `a newer packet takes the place of the oldest`() {
        var cache = RetransmissionCache(slotCount: 64)
        for number in UInt16(65500)...65535 { cache.store(number, header: [1], payload: []) }
        for number in UInt16(0)...30 { cache.store(number, header: [2], payload: []) }
        #expect(cache.take(65502, at: 0) == nil)
        #expect(cache.take(65503, at: 0) == [1])
        #expect(cache.take(30, at: 0) == [2])
    }

    @Test func `a packet is repeated once a round trip, and not within 20 ms`() {
        var cache = RetransmissionCache(slotCount: 64)
        cache.store(7, header: [1], payload: [])
        let answers = [0, 49, 50, 60, 100].map { cache.take(7, at: $0, roundTrip: 50) != nil }
        #expect(answers == [true, false, true, false, true])
        let quick = [200, 210, 219, 220].map { cache.take(7, at: $0, roundTrip: 1) != nil }
        #expect(quick == [true, false, false, true])
    }

    @Test func `a packet too long is not kept, nor what lay in its place`() {
        var cache = RetransmissionCache(slotCount: 2)
        let limit = RetransmissionCache.packetLimit
        cache.store(0, header: [1], payload: .init(repeating: 9, count: limit - 1))
        #expect(cache.take(0, at: 0)?.count == limit)
        cache.store(2, header: [1], payload: .init(repeating: 9, count: limit))
        #expect(cache.take(2, at: 0) == nil)
        #expect(cache.take(0, at: 0) == nil)
    }
}

extension RetransmissionCache {
    fileprivate mutating func store(_ number: UInt16, header: [UInt8], payload: [UInt8]) {
        header.withUnsafeBytes { header in
            payload.withUnsafeBytes { payload in
                store(sequenceNumber: number, header: header, payload: payload)
            }
        }
    }

    fileprivate mutating func take(
        _ number: UInt16, at milliseconds: Int64, roundTrip: Int64 = 50
    ) -> [UInt8]? {
        packet(
            number, now: MonotonicTime(nanoseconds: milliseconds * 1_000_000),
            roundTrip: .milliseconds(roundTrip)
        ).map { Array($0) }
    }
}
