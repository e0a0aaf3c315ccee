import Wire

/// Packets that a receiver misses (RFC 4585 §6.2.1).
package struct GenericNACK: Equatable, Sendable {
    static let packetType: UInt8 = 205
    static let format: UInt8 = 1
    static let headLength = 12

    package let senderSSRC: UInt32
    /// The stream whose packets are missed.
    package let mediaSSRC: UInt32
    private let start: Int
    /// Pairs of a packet and those after it.
    package let pairCount: Int

    /// One packet and which of the sixteen after it are missed too.
    package struct Pair: Equatable, Sendable, Sequence, IteratorProtocol {
        private var packetID: UInt16
        private var following: UInt16
        private var isFirst = true

        package init(packetID: UInt16, following: UInt16) {
            self.packetID = packetID
            self.following = following
        }

        /// The next missed sequence number, lowest first; at most 17.
        package mutating func next() -> UInt16? {
            if isFirst {
                isFirst = false
                return packetID
            }
            guard following != 0 else { return nil }
            let step = UInt16(following.trailingZeroBitCount)
            following &= following &- 1
            return packetID &+ step &+ 1
        }
    }

    /// - Returns: `nil` where the block is another or too short.
    package init?(parsing packet: RawSpan, block: RTCPBlock) {
        let start = block.range.lowerBound
        guard block.isWhole(.genericNACK, Self.headLength),
            let sender = packet.uint32(at: start + 4), let media = packet.uint32(at: start + 8)
        else { return nil }
        senderSSRC = sender
        mediaSSRC = media
        self.start = start + Self.headLength
        pairCount = (block.range.count - Self.headLength) / 4
    }

    /// The pair at `index`, read from the packet the block was found in.
    package func pair(at index: Int, in packet: RawSpan) -> Pair? {
        guard index >= 0, index < pairCount,
            let packetID = packet.uint16(at: start + 4 * index),
            let following = packet.uint16(at: start + 4 * index + 2)
        else { return nil }
        return Pair(packetID: packetID, following: following)
    }

    /// Writes a block that asks for `sequenceNumbers`, which go up (around the circle).
    ///
    /// Nothing is written where there are none.
    package static func write(
        senderSSRC: UInt32, mediaSSRC: UInt32, sequenceNumbers: [UInt16],
        to writer: inout ByteWriter
    ) {
        guard !sequenceNumbers.isEmpty else { return }
        let head = writer.count
        writer.writeRTCPHead(packetType, count: format, byteCount: headLength)
        writer.write(senderSSRC)
        writer.write(mediaSSRC)

        var index = 0
        while index < sequenceNumbers.count {
            let packetID = sequenceNumbers[index]
            var following: UInt16 = 0
            index += 1
            while index < sequenceNumbers.count {
                let step = sequenceNumbers[index] &- packetID
                guard (1...16).contains(step) else { break }
                following |= 1 << (step - 1)
                index += 1
            }
            writer.write(packetID)
            writer.write(following)
        }
        writer.overwrite(
            UInt16(truncatingIfNeeded: (writer.count - head) / 4 - 1), at: head + 2)
    }
}
