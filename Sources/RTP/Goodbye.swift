import Wire

/// Sources that end (RFC 3550 §6.6); a reason is passed over.
package struct Goodbye: Equatable, Sendable {
    static let packetType: UInt8 = 203

    private let start: Int
    /// 0...31.
    package let count: Int

    /// - Returns: `nil` where the block is another or too short for what it counts.
    package init?(block: RTCPBlock) {
        guard block.isWhole(.goodbye, 4 + 4 * Int(block.count)) else { return nil }
        start = block.range.lowerBound + 4
        count = Int(block.count)
    }

    /// The source at `index`, read from the packet the block was found in.
    package func ssrc(at index: Int, in packet: RawSpan) -> UInt32? {
        guard index >= 0, index < count else { return nil }
        return packet.uint32(at: start + 4 * index)
    }

    /// Writes a block that ends one source.
    package static func write(ssrc: UInt32, to writer: inout ByteWriter) {
        writer.writeRTCPHead(packetType, count: 1, byteCount: 8)
        writer.write(ssrc)
    }
}
