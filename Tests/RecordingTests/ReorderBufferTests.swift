import Testing
import Wire

@testable import Recording

@Suite struct ReorderBufferTests {
    private var buffer = ReorderBuffer()
    private var outputs: [ReorderBuffer.Output] = []

    /// What came out, as sequence numbers; `nil` for a gap.
    private var numbers: [Int?] {
        outputs.map { output in
            if case .packet(let packet) = output { Int(packet.sequenceNumber) } else { nil }
        }
    }

    private mutating func insert(_ numbers: [Int], at milliseconds: Double = 0) -> [Bool] {
        numbers.map { buffer.insert(packet($0, at: milliseconds), into: &outputs) }
    }

    @Test mutating func `packets in order go through at once`() {
        let taken = insert([10, 11, 12])

        #expect(taken == [true, true, true])
        #expect(numbers == [10, 11, 12])
    }

    @Test mutating func `a packet that was overtaken takes its place`() {
        _ = insert([10, 12, 13, 11])

        #expect(numbers == [10, 11, 12, 13])
    }

    @Test mutating func `numbers go on past 65535`() {
        _ = insert([65_534, 0, 65_535, 1])

        #expect(numbers == [65_534, 65_535, 0, 1])
    }

    @Test mutating func `a duplicate and a late packet are dropped`() {
        let taken = insert([10, 12, 12, 10, 9])

        #expect(taken == [true, true, false, false, false])
    }

    @Test mutating func `a missing packet is waited for, then the gap stands`() {
        _ = insert([10, 12], at: 0)
        buffer.advance(to: time(299), into: &outputs)
        #expect(numbers == [10])

        buffer.advance(to: time(300), into: &outputs)

        #expect(numbers == [10, nil, 12])
        let isTaken = insert([11], at: 301)
        #expect(isTaken == [false])
    }

    @Test mutating func `each gap waits for itself`() {
        _ = insert([10, 12], at: 0)
        _ = insert([14], at: 200)

        buffer.advance(to: time(300), into: &outputs)
        #expect(numbers == [10, nil, 12])
        buffer.advance(to: time(500), into: &outputs)
        #expect(numbers == [10, nil, 12, nil, 14])
    }

    @Test mutating func `no more than the capacity waits behind a missing packet`() {
        _ = insert([0] + (2...(ReorderBuffer.capacity)).map { $0 })
        #expect(numbers == [0])

        _ = insert([ReorderBuffer.capacity + 1])

        #expect(numbers == [0, nil] + (2...(ReorderBuffer.capacity + 1)).map { $0 })
    }

    @Test mutating func `a jump ahead is one gap`() {
        _ = insert([10, 20_000, 20_001])

        #expect(numbers == [10, nil, 20_000, 20_001])
    }

    @Test mutating func `a stream that counts anew is followed after some packets`() {
        _ = insert([40_000])

        let taken = insert(Array(30_000..<30_100))

        #expect(taken.count { !$0 } == ReorderBuffer.restartLimit - 1)
        #expect(numbers.last == 30_099)
        #expect(numbers.count { $0 == nil } == 1)
    }

    @Test mutating func `late packets between those in time are only late`() {
        for index in 0..<(2 * ReorderBuffer.restartLimit) {
            _ = insert([40_000 + index, 30_000 + index])
        }

        #expect(numbers == (0..<(2 * ReorderBuffer.restartLimit)).map { 40_000 + $0 })
    }

    @Test mutating func `flushing gives out everything, gaps told`() {
        _ = insert([10, 12, 13, 15])

        buffer.flush(into: &outputs)

        #expect(numbers == [10, nil, 12, 13, nil, 15])
    }

    @Test(arguments: UInt64(0)..<50)
    func `what comes shuffled within the wait comes out complete and in order`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var arrivals: [(number: Int, at: Double)] = []
        for index in 1..<2000 {
            let delay = Double.random(in: 0..<290, using: &random)
            arrivals.append((65_000 + index, Double(index) * 4 + delay))
        }
        arrivals.sort { $0.at < $1.at }
        var buffer = ReorderBuffer()
        var outputs: [ReorderBuffer.Output] = []

        _ = buffer.insert(packet(65_000, at: 0), into: &outputs)
        for arrival in arrivals {
            buffer.advance(to: time(arrival.at), into: &outputs)
            _ = buffer.insert(packet(arrival.number % 65_536, at: arrival.at), into: &outputs)
        }
        buffer.flush(into: &outputs)

        #expect(!outputs.contains(.gap))
        #expect(outputs.count == 2000)
    }

    private func packet(_ number: Int, at milliseconds: Double) -> RecordedPacket {
        RecordedPacket(
            sequenceNumber: UInt16(truncatingIfNeeded: number), rtpTimestamp: 0, isMarked: false,
            payload: [], arrivedAt: time(milliseconds))
    }
}
