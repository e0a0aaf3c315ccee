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

    /// Packets a second, of which length, and bytes that they may take.
    @Test(arguments: [(50, 130, 32 * 1024), (156, 1_200, 640 * 1024), (1_000, 1_200, 750 * 1024)])
    func `memory follows the bitrate, and three seconds are there`(
        rate: Int, length: Int, limit: Int
    ) {
        var cache = RetransmissionCache(slotCount: 512)
        let empty = cache.memoryByteCount
        #expect(empty == 0)
        var mistakes = 0
        for number in 0..<(20 * rate) {
            let milliseconds = Int64(number * 1_000 / rate)
            let name = UInt16(truncatingIfNeeded: number)
            let byte = UInt8(truncatingIfNeeded: number)
            cache.store(
                name, header: [byte], payload: .init(repeating: byte, count: length - 1),
                at: milliseconds)
            let age = min(rate * 3, 500)
            guard number > age, number % 7 == 0 else { continue }
            let old = UInt8(truncatingIfNeeded: number - age)
            let found = cache.take(name &- UInt16(age), at: milliseconds)
            if found != .init(repeating: old, count: length) { mistakes += 1 }
        }
        let held = cache.memoryByteCount
        #expect(mistakes == 0)
        #expect(held <= limit)
    }

    @Test func `what is found is what was stored, whatever the lengths`() {
        var random = Noise(state: 7)
        var cache = RetransmissionCache(slotCount: 64)
        var model: [UInt16: [UInt8]] = [:]
        var (mistakes, found) = (0, 0)
        for number in 0..<20_000 {
            let name = UInt16(truncatingIfNeeded: number)
            let length = Int(random.next() % 1_700) + 1
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* number) }
            cache.store(name, header: [], payload: bytes, at: Int64(number) * 9)
            model[name] = length <= RetransmissionCache.packetLimit ? bytes : nil
            let asked = name &- UInt16(random.next() % 80)
            guard let answer = cache.take(asked, at: Int64(number) * 9 + 100_000) else { continue }
            found += 1
            if answer != model[asked] { mistakes += 1 }
        }
        let held = cache.memoryByteCount
        #expect(mistakes == 0)
        #expect(found > 5_000)
        #expect(held <= 64 * RetransmissionCache.packetLimit)
    }
}

extension RetransmissionCache {
    fileprivate mutating func store(
        _ number: UInt16, header: [UInt8], payload: [UInt8], at milliseconds: Int64 = 0
    ) {
        header.withUnsafeBytes { header in
            payload.withUnsafeBytes { payload in
                store(
                    sequenceNumber: number, header: header, payload: payload,
                    at: MonotonicTime(nanoseconds: milliseconds * 1_000_000))
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
