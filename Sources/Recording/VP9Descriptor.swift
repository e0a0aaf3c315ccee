/// What the descriptor before a VP9 payload says about joining it (RFC 9628 §4.2).
struct VP9Descriptor {
    /// Bytes before the VP9 data.
    let length: Int
    /// The B bit: the first packet of a layer's frame.
    let startsLayer: Bool
    /// The E bit: the last packet of a layer's frame.
    let endsLayer: Bool
    /// The size of the highest spatial layer, where a scalability structure tells it.
    let size: (width: Int, height: Int)?

    /// - Returns: `nil` where the descriptor leaves the payload.
    init?(_ payload: [UInt8]) {
        guard let first = payload.first else { return nil }
        var reader = BitReader(payload[1...])
        let hasLayers = first & 0x20 != 0
        let isFlexible = first & 0x10 != 0

        if first & 0x80 != 0 { reader.skip(reader.bit() ? 15 : 7) }  // Picture ID.
        if hasLayers { reader.skip(isFlexible ? 8 : 16) }  // TID, SID; TL0PICIDX.
        if isFlexible, first & 0x40 != 0 {
            for _ in 0..<3 {
                reader.skip(7)
                if !reader.bit() { break }
            }
        }
        size = first & 0x02 != 0 ? Self.readStructure(&reader) : nil

        guard !reader.hasOverrun else { return nil }
        length = 1 + reader.position / 8
        startsLayer = first & 0x08 != 0
        endsLayer = first & 0x04 != 0
    }

    /// The scalability structure (RFC 9628 §4.2.1).
    private static func readStructure(_ reader: inout BitReader) -> (width: Int, height: Int)? {
        var size: (width: Int, height: Int)?
        let layerCount = reader.bits(3) + 1
        let hasSizes = reader.bit()
        let hasPictureGroup = reader.bit()
        reader.skip(3)
        if hasSizes {
            for _ in 0..<layerCount { size = (Int(reader.bits(16)), Int(reader.bits(16))) }
        }
        if hasPictureGroup {
            for _ in 0..<reader.bits(8) {
                reader.skip(4)
                let references = Int(reader.bits(2))
                reader.skip(2 + 8 * references)
            }
        }
        if let size, size.width > 0, size.height > 0 { return size }
        return nil
    }
}
