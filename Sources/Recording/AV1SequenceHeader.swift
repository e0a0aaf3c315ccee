/// What a sequence header OBU says about the pictures (AV1 §5.5).
struct AV1SequenceHeader: Equatable {
    /// Pixels, the largest that frames of the sequence have.
    let width: Int
    let height: Int
    /// The first four bytes of `av1C` (AV1 in ISOBMFF §2.3.3); OBUs follow them.
    let configuration: [UInt8]

    /// - Parameter content: the OBU without its header and size.
    /// - Returns: `nil` where it is cut or can't be.
    init?(_ content: ArraySlice<UInt8>) {
        var reader = BitReader(content)
        let profile = reader.bits(3)
        guard profile <= 2 else { return nil }
        reader.skip(1)  // still_picture
        let isReduced = reader.bit()
        let point = Self.readOperatingPoints(&reader, isReduced: isReduced)

        let widthBits = Int(reader.bits(4)) + 1
        let heightBits = Int(reader.bits(4)) + 1
        width = Int(reader.bits(widthBits)) + 1
        height = Int(reader.bits(heightBits)) + 1
        Self.skipTools(&reader, isReduced: isReduced)
        let color = Self.readColor(&reader, profile: profile)
        guard !reader.hasOverrun else { return nil }
        configuration = [
            0x81, UInt8(truncatingIfNeeded: profile << 5 | point.level),
            UInt8(truncatingIfNeeded: point.tier << 7 | color), 0,
        ]
    }

    /// Timing, and level and tier of the first operating point.
    private static func readOperatingPoints(
        _ reader: inout BitReader, isReduced: Bool
    ) -> (level: UInt32, tier: UInt32) {
        guard !isReduced else { return (reader.bits(5), 0) }
        var delayBits = 0
        var hasDecoderModel = false
        if reader.bit() {  // timing_info_present_flag
            reader.skip(64)
            if reader.bit() { _ = reader.exponentialGolomb() }
            hasDecoderModel = reader.bit()
            if hasDecoderModel {
                delayBits = Int(reader.bits(5)) + 1
                reader.skip(32 + 5 + 5)
            }
        }
        let hasDisplayDelay = reader.bit()
        let count = Int(reader.bits(5)) + 1
        var first: (level: UInt32, tier: UInt32)?
        for _ in 0..<count {
            reader.skip(12)  // operating_point_idc
            let level = reader.bits(5)
            let tier = level > 7 ? reader.bits(1) : 0
            first = first ?? (level, tier)
            if hasDecoderModel, reader.bit() { reader.skip(2 * delayBits + 1) }
            if hasDisplayDelay, reader.bit() { reader.skip(4) }
        }
        return first ?? (0, 0)
    }

    /// From the frame ids to `enable_restoration`.
    private static func skipTools(_ reader: inout BitReader, isReduced: Bool) {
        if !isReduced, reader.bit() { reader.skip(4 + 3) }  // frame_id_numbers_present_flag
        reader.skip(3)  // 128×128 superblocks, filter intra, intra edge filter
        if !isReduced {
            reader.skip(4)  // interintra and masked compound, warped motion, dual filter
            let hasOrderHint = reader.bit()
            if hasOrderHint { reader.skip(2) }
            let choosesScreenTools = reader.bit()
            let forcesScreenTools = choosesScreenTools || reader.bit()
            if forcesScreenTools, !reader.bit() { reader.skip(1) }
            if hasOrderHint { reader.skip(3) }
        }
        reader.skip(3)
    }

    /// `color_config()` (AV1 §5.5.2) as the lower seven bits of av1C's third byte.
    private static func readColor(_ reader: inout BitReader, profile: UInt32) -> UInt32 {
        let highDepth = reader.bits(1)
        let twelveBits = profile == 2 && highDepth == 1 ? reader.bits(1) : 0
        let isMonochrome = profile == 1 ? 0 : reader.bits(1)
        var description: [UInt32] = [2, 2, 2]  // Unspecified.
        if reader.bit() { description = description.map { _ in reader.bits(8) } }

        var subsampling: (x: UInt32, y: UInt32) = (1, 1)
        var position: UInt32 = 0
        if isMonochrome == 0 {
            if description == [1, 13, 0] {  // sRGB: 4:4:4, full range.
                subsampling = (0, 0)
            } else {
                reader.skip(1)  // color_range
                subsampling = readSubsampling(
                    &reader, profile: profile, isTwelveBits: twelveBits == 1)
                if subsampling == (1, 1) { position = reader.bits(2) }
            }
        }
        return highDepth << 6 | twelveBits << 5 | isMonochrome << 4 | subsampling.x << 3
            | subsampling.y << 2 | position
    }

    private static func readSubsampling(
        _ reader: inout BitReader, profile: UInt32, isTwelveBits: Bool
    ) -> (x: UInt32, y: UInt32) {
        switch profile {
        case 0: return (1, 1)
        case 1: return (0, 0)
        default:
            guard isTwelveBits else { return (1, 0) }
            let x = reader.bits(1)
            return (x, x == 1 ? reader.bits(1) : 0)
        }
    }
}
