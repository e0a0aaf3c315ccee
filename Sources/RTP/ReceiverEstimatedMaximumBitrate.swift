import Wire

/// The rate a receiver believes its path can bear (REMB, draft-alvestrand-rmcat-remb-03).
package struct ReceiverEstimatedMaximumBitrate: Equatable, Sendable {
    static let packetType: UInt8 = 206
    static let format: UInt8 = 15
    static let headLength = 20
    static let identifier: UInt32 = 0x5245_4d42  // "REMB"

    package let senderSSRC: UInt32
    /// Bits per second, of all streams together; at most `Int64.max`.
    package let bitrate: Int64
    private let start: Int
    /// How many streams are named.
    package let ssrcCount: Int

    /// - Returns: `nil` where the block is another, or too short for what it counts.
    package init?(parsing packet: RawSpan, block: RTCPBlock) {
        let start = block.range.lowerBound
        guard block.isWhole(.receiverEstimatedMaximumBitrate, Self.headLength),
            packet.uint32(at: start + 12) == Self.identifier,
            let sender = packet.uint32(at: start + 4), let rate = packet.uint32(at: start + 16)
        else { return nil }
        senderSSRC = sender
        self.start = start + Self.headLength
        ssrcCount = Int(rate >> 24)
        guard ssrcCount * 4 <= block.range.count - Self.headLength else { return nil }

        let exponent = Int((rate >> 18) & 0x3f)
        let mantissa = Int64(rate & 0x3_ffff)
        bitrate = exponent <= 45 ? mantissa << Int64(exponent) : (mantissa == 0 ? 0 : .max)
    }

    /// The stream at `index`, read from the packet the block was found in.
    package func ssrc(at index: Int, in packet: RawSpan) -> UInt32? {
        guard index >= 0, index < ssrcCount else { return nil }
        return packet.uint32(at: start + 4 * index)
    }

    /// Writes a block for the first 255 of `ssrcs`; the bitrate is rounded down to 18 bits.
    package static func write(
        senderSSRC: UInt32, bitrate: Int64, ssrcs: [UInt32], to writer: inout ByteWriter
    ) {
        let ssrcs = ssrcs.prefix(255)
        var mantissa = UInt32(0)
        var exponent = 0
        let positive = UInt64(max(bitrate, 0))
        exponent = max(0, 64 - positive.leadingZeroBitCount - 18)
        mantissa = UInt32(truncatingIfNeeded: positive >> UInt64(exponent))

        writer.writeRTCPHead(
            packetType, count: format, byteCount: headLength + 4 * ssrcs.count)
        writer.write(senderSSRC)
        writer.write(UInt32(0))
        writer.write(identifier)
        writer.write(UInt8(ssrcs.count))
        writer.writeUInt24(UInt32(exponent) << 18 | mantissa)
        for ssrc in ssrcs { writer.write(ssrc) }
    }
}
