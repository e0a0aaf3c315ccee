import Wire

extension TransportFeedback {
    /// Stands for a packet that did not arrive.
    package static let notReceived = Int64.min
    /// Packets one feedback tells of at most: with large deltas alone 1,192 bytes.
    package static let statusLimit = 512

    /// Writes a block that tells of packets from `baseSequenceNumber` on.
    ///
    /// Ends early at an arrival too far from the one before it (8.19 s), and after
    /// ``statusLimit``: call again for the rest. Padded to whole words with the P bit, so it must
    /// be the last block of its compound.
    ///
    /// - Parameters:
    ///   - arrivals: a packet each, in ticks of 250 µs since any start, or ``notReceived``.
    ///   - feedbackCount: one more than in the feedback before.
    /// - Returns: how many packets it tells of; 0, and nothing written, where none of them arrived.
    package static func write(
        senderSSRC: UInt32, mediaSSRC: UInt32, baseSequenceNumber: UInt16,
        arrivals: UnsafeBufferPointer<Int64>, feedbackCount: UInt8, to writer: inout ByteWriter
    ) -> Int {
        let arrivals = UnsafeBufferPointer(rebasing: arrivals.prefix(statusLimit))
        guard let first = arrivals.first(where: { $0 != notReceived }) else { return 0 }
        let reference = first >> 8  // Rounded down, for times before the start too.

        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: arrivals.count) { symbols in
            let count = classify(arrivals, from: reference << 8, into: symbols)
            let head = writer.count
            writer.writeRTCPHead(packetType, count: format, byteCount: headLength)
            writer.write(senderSSRC)
            writer.write(mediaSSRC)
            writer.write(baseSequenceNumber)
            writer.write(UInt16(count))
            writer.writeUInt24(UInt32(truncatingIfNeeded: reference))
            writer.write(feedbackCount)
            writeChunks(UnsafeBufferPointer(rebasing: symbols.prefix(count)), to: &writer)
            writeDeltas(arrivals.prefix(count), from: reference << 8, to: &writer)
            pad(from: head, in: &writer)
            return count
        }
    }

    /// Finds each packet's symbol; answers how many packets have one.
    private static func classify(
        _ arrivals: UnsafeBufferPointer<Int64>, from start: Int64,
        into symbols: UnsafeMutableBufferPointer<UInt8>
    ) -> Int {
        var time = start
        for (index, arrival) in arrivals.enumerated() {
            guard arrival != notReceived else {
                symbols[index] = PacketChunk.notReceived
                continue
            }
            let delta = arrival &- time
            if UInt8(exactly: delta) != nil {
                symbols[index] = PacketChunk.smallDelta
            } else if Int16(exactly: delta) != nil {
                symbols[index] = PacketChunk.largeDelta
            } else {
                return index
            }
            time = arrival
        }
        return arrivals.count
    }

    /// Takes for each chunk the form that tells of the most packets.
    private static func writeChunks(
        _ symbols: UnsafeBufferPointer<UInt8>, to writer: inout ByteWriter
    ) {
        var index = 0
        while index < symbols.count {
            let rest = symbols[index...]
            let run = rest.prefix(PacketChunk.runLimit).prefix { $0 == symbols[index] }.count
            let isOneBit = !rest.prefix(PacketChunk.oneBitCount).contains(PacketChunk.largeDelta)
            let vectorCount = isOneBit ? PacketChunk.oneBitCount : PacketChunk.twoBitCount

            if run >= min(vectorCount, rest.count) {
                writer.write(PacketChunk(run: symbols[index], length: run).word)
                index += run
                continue
            }
            var word: UInt16 = isOneBit ? 0x8000 : 0xc000
            let bits: UInt16 = isOneBit ? 1 : 2
            for (place, symbol) in rest.prefix(vectorCount).enumerated() {
                word |= UInt16(symbol) << (14 - bits * UInt16(place + 1))
            }
            writer.write(word)
            index += min(vectorCount, rest.count)
        }
    }

    private static func writeDeltas(
        _ arrivals: Slice<UnsafeBufferPointer<Int64>>, from start: Int64,
        to writer: inout ByteWriter
    ) {
        var time = start
        for arrival in arrivals where arrival != notReceived {
            let delta = arrival &- time
            if let small = UInt8(exactly: delta) {
                writer.write(small)
            } else {
                writer.write(UInt16(truncatingIfNeeded: delta))
            }
            time = arrival
        }
    }

    /// RFC 3550 §6.4.1: padding counts itself in its last byte.
    private static func pad(from head: Int, in writer: inout ByteWriter) {
        let padding = (4 - (writer.count - head) % 4) % 4
        if padding > 0 {
            writer.write(zeros: padding - 1)
            writer.write(UInt8(padding))
            writer.overwrite(
                UInt16(0x80 | 0x20 | format) << 8 | UInt16(packetType), at: head)
        }
        writer.overwrite(
            UInt16(truncatingIfNeeded: (writer.count - head) / 4 - 1), at: head + 2)
    }
}
