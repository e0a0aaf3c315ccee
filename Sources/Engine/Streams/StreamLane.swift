import Wire

/// Datagrams of one worth that wait to be written to a stream, oldest first.
///
/// Holds no memory while nothing waits.
struct StreamLane {
    private struct Packet {
        let length: Int
        let number: UInt64
        let queuedAt: MonotonicTime
    }

    /// Waiting, with their heads, in bytes.
    private(set) var byteCount = 0
    private var packets: [Packet] = []
    private var bytes: [UInt8] = []
    /// The first that waits, and where its bytes begin.
    private var first = (packet: 0, byte: 0)

    var isEmpty: Bool { first.packet == packets.count }

    /// Of the first that waits.
    var firstNumber: UInt64? { isEmpty ? nil : packets[first.packet].number }

    /// Queues a datagram with `head` in front of it.
    ///
    /// - Parameter number: of its place among those of all lanes.
    mutating func append(
        _ datagram: UnsafeRawBufferPointer, head: (UInt8, UInt8)?, number: UInt64,
        now: MonotonicTime
    ) {
        if let head { bytes += [head.0, head.1] }
        bytes += datagram
        let length = datagram.count + (head == nil ? 0 : 2)
        packets.append(Packet(length: length, number: number, queuedAt: now))
        byteCount += length
    }

    /// Moves whole packets to `burst`, until that is `limit` bytes long; but one at least, where it
    /// is empty.
    mutating func take(into burst: inout [UInt8], limit: Int) {
        let start = first.byte
        var end = start
        while !isEmpty {
            let length = packets[first.packet].length
            let taken = burst.count + end - start
            if taken > 0, taken + length > limit { break }
            end += length
            skipFirst()
        }
        burst += bytes[start..<end]
        giveMemoryBack()
    }

    mutating func takeFirst(into burst: inout [UInt8]) {
        let start = first.byte
        skipFirst()
        burst += bytes[start..<first.byte]
        giveMemoryBack()
    }

    mutating func dropFirst() {
        skipFirst()
        giveMemoryBack()
    }

    /// Drops what was queued before `time`.
    ///
    /// - Returns: how many.
    mutating func dropAll(before time: MonotonicTime) -> UInt64 {
        let former = first.packet
        while !isEmpty, packets[first.packet].queuedAt < time { skipFirst() }
        defer { giveMemoryBack() }
        return UInt64(first.packet - former)
    }

    private mutating func skipFirst() {
        let length = packets[first.packet].length
        first = (first.packet + 1, first.byte + length)
        byteCount -= length
    }

    /// Once nothing waits, or more is over than waits.
    private mutating func giveMemoryBack() {
        if isEmpty {
            guard !packets.isEmpty else { return }
            packets = []
            bytes = []
        } else if first.byte > max(byteCount, StreamSendQueue.burstLimit) {
            packets.removeFirst(first.packet)
            bytes.removeFirst(first.byte)
        } else {
            return
        }
        first = (0, 0)
    }

    /// What it holds, in bytes.
    var memory: Int { bytes.count }
}
