import SFU
import Testing
import Wire

@Suite struct RetransmissionCacheTests {
    @Test func `a stored packet is found with its number, time and mark`() throws {
        let stream = RepeatedStream()
        stream.send(7, timestamp: 0x0102_0304, marker: true, [3, 4, 5])
        let header: [UInt8] = [0x80, 0x80, 0, 7, 1, 2, 3, 4, 0, 0, 0, 0]
        #expect(stream.takeWhole(7, at: 0) == header + [3, 4, 5])
        #expect(stream.take(8, at: 0) == nil)
    }

    @Test func `a newer packet takes the place of the oldest`() {
        let stream = RepeatedStream()
        for number in UInt16(65500)...65535 { stream.send(number, [1]) }
        for number in UInt16(0)...30 { stream.send(number, [2]) }
        #expect(stream.take(65502, at: 0) == nil)
        #expect(stream.take(65503, at: 0) == [1])
        #expect(stream.take(30, at: 0) == [2])
    }

    @Test func `a packet is repeated once a round trip, and not within 20 ms`() {
        let stream = RepeatedStream()
        stream.send(7, [1])
        let answers = [0, 49, 50, 60, 100].map { stream.take(7, at: $0, roundTrip: 50) != nil }
        #expect(answers == [true, false, true, false, true])
        let quick = [200, 210, 219, 220].map { stream.take(7, at: $0, roundTrip: 1) != nil }
        #expect(quick == [true, false, false, true])
    }

    @Test func `a packet too long is not kept, nor what lay in its place`() {
        let stream = RepeatedStream(slotCount: 2)
        let limit = PacketStore.payloadLimit
        stream.send(0, .init(repeating: 9, count: limit))
        #expect(stream.take(0, at: 0)?.count == limit)
        stream.send(2, .init(repeating: 9, count: limit + 1))
        #expect(stream.take(2, at: 0) == nil)
        #expect(stream.take(0, at: 0) == nil)
    }

    @Test func `an empty packet is repeated as one`() {
        let stream = RepeatedStream()
        stream.send(1, [])
        stream.send(2, [7])
        stream.send(3, [])
        #expect(stream.take(1, at: 0) == [])
        #expect(stream.take(3, at: 0) == [])
    }

    @Test(arguments: [3, 8, 9, 40])
    func `two receivers get one payload each as it was sent to them`(length: Int) {
        let store = PacketStore(packetLimit: 64)
        let first = RetransmissionCache(slotCount: 64)
        let second = RetransmissionCache(slotCount: 64)
        var payload = (0..<length).map { UInt8($0) }

        store.beginBurst(of: 2)
        payload[2] = 100
        first.store(5, payload, in: store, index: 1)
        payload[2] = 200
        second.store(900, payload, in: store, index: 1)

        payload[2] = 100
        #expect(first.take(5, from: store) == payload)
        payload[2] = 200
        #expect(second.take(900, from: store) == payload)
        #expect(store.memoryByteCount == 16 * 1024)
    }

    /// Packets a second, of which length, and bytes that they may take.
    @Test(arguments: [(50, 130, 32 * 1024), (156, 1_200, 640 * 1024), (1_000, 1_200, 750 * 1024)])
    func `memory follows the bitrate, and three seconds are there`(
        rate: Int, length: Int, limit: Int
    ) {
        let stream = RepeatedStream(slotCount: 512)
        #expect(stream.store.memoryByteCount == 0)
        var mistakes = 0
        for number in 0..<(20 * rate) {
            let milliseconds = Int64(number * 1_000 / rate)
            let name = UInt16(truncatingIfNeeded: number)
            let byte = UInt8(truncatingIfNeeded: number)
            stream.send(name, .init(repeating: byte, count: length), at: milliseconds)
            let age = min(rate * 3, 500)
            guard number > age, number % 7 == 0 else { continue }
            let old = UInt8(truncatingIfNeeded: number - age)
            let found = stream.take(name &- UInt16(age), at: milliseconds)
            if found != .init(repeating: old, count: length) { mistakes += 1 }
        }
        #expect(mistakes == 0)
        #expect(stream.store.memoryByteCount <= limit)
    }

    @Test func `what is found is what was stored, whatever the lengths`() {
        var random = Noise(state: 7)
        let stream = RepeatedStream()
        var model: [UInt16: [UInt8]] = [:]
        var (mistakes, found) = (0, 0)
        for number in 0..<20_000 {
            let name = UInt16(truncatingIfNeeded: number)
            let length = Int(random.next() % 1_700) + 1
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* number) }
            stream.send(name, bytes, at: Int64(number) * 9)
            model[name] = length <= PacketStore.payloadLimit ? bytes : nil
            let asked = name &- UInt16(random.next() % 80)
            guard let answer = stream.take(asked, at: Int64(number) * 9 + 100_000)
            else { continue }
            found += 1
            if answer != model[asked] { mistakes += 1 }
        }
        #expect(mistakes == 0)
        #expect(found > 5_000)
        #expect(stream.store.memoryByteCount <= 64 * PacketStore.payloadLimit)
    }
}

/// A stream with one receiver, and what it can have repeated.
private final class RepeatedStream {
    let store: PacketStore
    private let cache: RetransmissionCache

    init(slotCount: Int = 64) {
        store = PacketStore(packetLimit: slotCount)
        cache = RetransmissionCache(slotCount: slotCount)
    }

    func send(
        _ number: UInt16, timestamp: UInt32 = 0, marker: Bool = false, _ payload: [UInt8],
        at milliseconds: Int64 = 0
    ) {
        store.beginBurst(of: 1)
        cache.store(
            number, payload, in: store, timestamp: timestamp, marker: marker, at: milliseconds)
    }

    func takeWhole(_ number: UInt16, at milliseconds: Int64, roundTrip: Int64 = 50) -> [UInt8]? {
        cache.packet(
            number, now: MonotonicTime(nanoseconds: milliseconds * 1_000_000),
            roundTrip: .milliseconds(roundTrip), from: store
        ).map { Array($0) }
    }

    /// Its payload alone.
    func take(_ number: UInt16, at milliseconds: Int64, roundTrip: Int64 = 50) -> [UInt8]? {
        takeWhole(number, at: milliseconds, roundTrip: roundTrip)
            .map { Array($0[RetransmissionCache.headerLength...]) }
    }
}

extension RetransmissionCache {
    fileprivate func store(
        _ number: UInt16, _ payload: [UInt8], in store: PacketStore, index: Int = 0,
        timestamp: UInt32 = 0, marker: Bool = false, at milliseconds: Int64 = 0
    ) {
        payload.withUnsafeBytes { payload in
            self.store(
                .init(
                    numbers: .init(sequenceNumber: number, timestamp: timestamp), marker: marker),
                payload: payload,
                at: store.keep(
                    payload, index: index,
                    at: MonotonicTime(nanoseconds: milliseconds * 1_000_000)))
        }
    }

    fileprivate func take(_ number: UInt16, from store: PacketStore) -> [UInt8]? {
        packet(number, from: store).map { Array($0[Self.headerLength...]) }
    }
}
