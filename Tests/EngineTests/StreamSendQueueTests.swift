import Testing
import Wire

@testable import Engine

/// What a stream that takes too little loses, and when.
@Suite struct StreamSendQueueTests {
    private static let start = MonotonicTime(nanoseconds: 1_000_000_000)

    private static func after(_ milliseconds: Int) -> MonotonicTime {
        start + .milliseconds(milliseconds)
    }

    @Test func `what is queued leaves in order, responses first`() {
        var queue = StreamSendQueue()
        queue.append([1, 2], .video, at: Self.start)
        queue.append([3], .audio, at: Self.start)
        queue.append([9], .answer, at: Self.start)
        queue.append([4], .control, at: Self.start)

        #expect(queue.takeBurst(now: Self.start) == [9, 1, 2, 3, 4])
        #expect(queue.isEmpty)
        #expect(queue.takeBurst(now: Self.start) == nil)
    }

    @Test func `sound overtakes pictures where a burst is too small for all`() {
        var queue = StreamSendQueue()
        let count = StreamSendQueue.burstLimit / 1000
        for number in 0...count { queue.append(packet(number, 1000), .video, at: Self.start) }
        queue.append([4], .audio, at: Self.start)
        queue.append([5], .control, at: Self.start)

        let burst = queue.takeBurst(now: Self.start)
        #expect(burst?.prefix(5) == [5, 4, 0, 0, 247])
        #expect(burst?.count == 2 + count * 1000)
    }

    @Test func `a head stands in front of its datagram`() {
        var queue = StreamSendQueue()
        [UInt8]([7, 8, 9]).withUnsafeBytes {
            queue.append($0, head: (0, 3), cargo: .audio, now: Self.start)
        }
        #expect(queue.takeBurst(now: Self.start) == [0, 3, 7, 8, 9])
    }

    @Test func `one burst is on its way at a time`() {
        var queue = StreamSendQueue()
        queue.append([1], .audio, at: Self.start)
        #expect(queue.takeBurst(now: Self.start) == [1])
        queue.append([2], .audio, at: Self.start)
        #expect(queue.takeBurst(now: Self.start) == nil)

        queue.burstWasWritten(now: Self.after(1))
        #expect(queue.takeBurst(now: Self.after(1)) == [2])
    }

    @Test func `nothing older than 300 ms leaves, but for responses`() {
        var queue = StreamSendQueue()
        queue.append([1], .video, at: Self.start)
        queue.append([2], .audio, at: Self.start)
        queue.append([3], .control, at: Self.start)
        queue.append([4], .answer, at: Self.start)
        queue.append([5], .audio, at: Self.after(1))

        #expect(queue.takeBurst(now: Self.after(301)) == [4, 5])
        #expect(queue.counters.videoDropped == 1)
        #expect(queue.counters.audioDropped == 1)
        #expect(queue.counters.controlDropped == 1)
    }

    @Test func `a full queue loses its oldest pictures, and no sound`() {
        var queue = StreamSendQueue()
        let count = 2 * StreamSendQueue.byteLimit / 1100
        for number in 0..<count {
            queue.append(packet(number, 1000), .video, at: Self.start)
            queue.append(packet(number, 100), .audio, at: Self.start)
            #expect(queue.waitingByteCount <= StreamSendQueue.byteLimit)
        }
        let sent = drain(&queue, at: Self.start)

        #expect(sent.filter { $0.count == 100 } == (0..<count).map { packet($0, 100) })
        let pictures = sent.filter { $0.count == 1000 }
        #expect(pictures == ((count - pictures.count)..<count).map { packet($0, 1000) })
        #expect(queue.counters.videoDropped == UInt64(count - pictures.count))
        #expect(queue.counters.audioDropped == 0)
    }

    @Test func `checks push sound out, and sound never checks`() {
        var queue = StreamSendQueue()
        let count = StreamSendQueue.byteLimit / 1000
        for number in 0..<count { queue.append(packet(number, 1000), .audio, at: Self.start) }
        queue.append(packet(1, 999), .control, at: Self.start)
        #expect(queue.counters.audioDropped == 1)

        for number in 0..<count { queue.append(packet(number, 999), .control, at: Self.start) }
        #expect(queue.counters.audioDropped == UInt64(count))
        let dropped = queue.counters.controlDropped
        queue.append(packet(1, 1000), .audio, at: Self.start)
        #expect(queue.counters.audioDropped == UInt64(count) + 1)
        #expect(queue.counters.controlDropped == dropped)
    }

    @Test func `responses are bounded by themselves`() {
        var queue = StreamSendQueue()
        for number in 0..<200 { queue.append(packet(number, 100), .answer, at: Self.start) }
        let kept = StreamSendQueue.answerByteLimit / 100

        #expect(queue.counters.answersDropped == UInt64(200 - kept))
        #expect(drain(&queue, at: Self.start) == (0..<kept).map { packet($0, 100) })
    }

    @Test func `a connection that writes slowly gets smaller bursts, a quick one larger`() {
        var queue = StreamSendQueue()
        func nextBurst(at milliseconds: Int) -> Int {
            for number in 0..<40 {
                queue.append(packet(number, 1000), .video, at: Self.after(milliseconds))
            }
            return queue.takeBurst(now: Self.after(milliseconds))?.count ?? 0
        }
        #expect(nextBurst(at: 0) == 32_000)
        queue.burstWasWritten(now: Self.after(400))
        #expect(nextBurst(at: 400) == 8_000)
        queue.burstWasWritten(now: Self.after(410))
        #expect(nextBurst(at: 410) == 16_000)
        queue.burstWasWritten(now: Self.after(90_000))
        #expect(nextBurst(at: 90_000) == 4_000)
    }

    @Test func `a long time of half full queues holds no more than it says`() {
        var queue = StreamSendQueue()
        var sent = 0
        for number in 0..<20_000 {
            queue.append(packet(number, 1200), .video, at: Self.after(number))
            queue.append(packet(number, 80), .audio, at: Self.after(number))
            if number % 20 == 19 {
                queue.burstWasWritten(now: Self.after(number))
                sent += queue.takeBurst(now: Self.after(number))?.count ?? 0
            }
            #expect(queue.memory <= 3 * StreamSendQueue.byteLimit)
        }
        #expect(sent > 0)
    }

    /// Its number, and then what tells its length.
    private func packet(_ number: Int, _ length: Int) -> [UInt8] {
        [UInt8(number >> 8 & 0xff), UInt8(number & 0xff)]
            + [UInt8](repeating: UInt8(length % 251), count: length - 2)
    }

    /// Everything that waits, cut into packets again by the marks of ``packet(_:_:)``.
    private func drain(_ queue: inout StreamSendQueue, at now: MonotonicTime) -> [[UInt8]] {
        var packets: [[UInt8]] = []
        while let burst = queue.takeBurst(now: now) {
            var rest = burst[...]
            while rest.count > 2 {
                let mark = Int(rest[rest.startIndex + 2])
                let length = [100, 999, 1000].first { $0 % 251 == mark } ?? 3
                packets.append(Array(rest.prefix(length)))
                rest = rest.dropFirst(length)
            }
            queue.burstWasWritten(now: now)
        }
        return packets
    }
}

extension StreamSendQueue {
    mutating func append(_ datagram: [UInt8], _ cargo: StreamCargo, at now: MonotonicTime) {
        datagram.withUnsafeBytes { append($0, head: nil, cargo: cargo, now: now) }
    }
}
