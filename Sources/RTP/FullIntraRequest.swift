import Wire

/// A demand for key frames, of one or more streams (RFC 5104 §4.3.1).
package struct FullIntraRequest: Equatable, Sendable {
    static let packetType: UInt8 = 206
    static let format: UInt8 = 4
    static let headLength = 12

    /// The demand on one stream.
    package struct Entry: Equatable, Sendable {
        package let ssrc: UInt32
        /// Goes up with each new demand and stays with a repeated one.
        package let sequenceNumber: UInt8

        package init(ssrc: UInt32, sequenceNumber: UInt8) {
            self.ssrc = ssrc
            self.sequenceNumber = sequenceNumber
        }
    }

    package let senderSSRC: UInt32
    private let start: Int
    /// Streams demanded.
    package let entryCount: Int

    /// - Returns: `nil` where the block is another or too short.
    package init?(parsing packet: RawSpan, block: RTCPBlock) {
        let start = block.range.lowerBound
        guard block.isWhole(.fullIntraRequest, Self.headLength),
            let sender = packet.uint32(at: start + 4)
        else { return nil }
        senderSSRC = sender
        self.start = start + Self.headLength
        entryCount = (block.range.count - Self.headLength) / 8
    }

    /// The entry at `index`, read from the packet the block was found in.
    package func entry(at index: Int, in packet: RawSpan) -> Entry? {
        guard index >= 0, index < entryCount, let ssrc = packet.uint32(at: start + 8 * index),
            let sequenceNumber = packet.uint8(at: start + 8 * index + 4)
        else { return nil }
        return Entry(ssrc: ssrc, sequenceNumber: sequenceNumber)
    }

    /// Writes a block with one entry.
    package static func write(senderSSRC: UInt32, entry: Entry, to writer: inout ByteWriter) {
        writer.writeRTCPHead(packetType, count: format, byteCount: headLength + 8)
        writer.write(senderSSRC)
        writer.write(UInt32(0))  // §4.3.1.2: the media source field is unused.
        writer.write(entry.ssrc)
        writer.write(entry.sequenceNumber)
        writer.write(zeros: 3)
    }
}
