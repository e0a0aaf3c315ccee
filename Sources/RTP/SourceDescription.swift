import Wire

/// Names of sources (RFC 3550 §6.5); of the items only CNAME is read and written.
package struct SourceDescription: Equatable, Sendable {
    static let packetType: UInt8 = 202
    private static let cnameItem: UInt8 = 1
    /// Bytes of the longest name an item can hold.
    package static let nameLimit = 255

    private let block: RTCPBlock

    /// - Returns: `nil` where the block is another.
    package init?(block: RTCPBlock) {
        guard block.kind == .sourceDescription else { return nil }
        self.block = block
    }

    /// Where the CNAME of `ssrc` lies in `packet`, which the block was found in.
    package func cname(of ssrc: UInt32, in packet: RawSpan) -> Range<Int>? {
        let end = min(block.range.upperBound, packet.byteCount)
        var offset = block.range.lowerBound + 4
        for _ in 0..<block.count {
            guard offset <= end - 4, let source = packet.uint32(at: offset) else { return nil }
            offset += 4
            // Items, until one of type 0; then padding to the next word.
            while offset < end, let item = packet.uint8(at: offset), item != 0 {
                guard offset <= end - 2, let length = packet.uint8(at: offset + 1),
                    Int(length) <= end - offset - 2
                else { return nil }
                let value = (offset + 2)..<(offset + 2 + Int(length))
                if item == Self.cnameItem, source == ssrc { return value }
                offset = value.upperBound
            }
            offset = block.range.lowerBound + ((offset - block.range.lowerBound + 4) & ~3)
        }
        return nil
    }

    /// Writes a block of one chunk with one CNAME, cut to ``nameLimit`` bytes.
    package static func write(ssrc: UInt32, cname: [UInt8], to writer: inout ByteWriter) {
        let length = min(cname.count, nameLimit)
        let chunk = (4 + 2 + length + 1 + 3) & ~3  // At least one zero ends the items.
        writer.writeRTCPHead(packetType, count: 1, byteCount: 4 + chunk)
        writer.write(ssrc)
        writer.write(cnameItem)
        writer.write(UInt8(length))
        for byte in cname.prefix(length) { writer.write(byte) }
        writer.write(zeros: chunk - 6 - length)
    }
}
