import Wire

/// A receiver's wish for a key frame, its picture being broken (RFC 4585 §6.3.1).
package struct PictureLossIndication: Equatable, Sendable {
    static let packetType: UInt8 = 206
    static let format: UInt8 = 1
    static let byteCount = 12

    package let senderSSRC: UInt32
    /// The stream that shall send a key frame.
    package let mediaSSRC: UInt32

    package init(senderSSRC: UInt32, mediaSSRC: UInt32) {
        self.senderSSRC = senderSSRC
        self.mediaSSRC = mediaSSRC
    }

    /// - Returns: `nil` where the block is another or too short.
    package init?(parsing packet: RawSpan, block: RTCPBlock) {
        let start = block.range.lowerBound
        guard block.isWhole(.pictureLossIndication, Self.byteCount),
            let sender = packet.uint32(at: start + 4), let media = packet.uint32(at: start + 8)
        else { return nil }
        self.init(senderSSRC: sender, mediaSSRC: media)
    }

    /// Writes the block.
    package func write(to writer: inout ByteWriter) {
        writer.writeRTCPHead(Self.packetType, count: Self.format, byteCount: Self.byteCount)
        writer.write(senderSSRC)
        writer.write(mediaSSRC)
    }
}
