/// The start of a VP9 frame's uncompressed header (VP9 bitstream specification §6.2).
struct VP9FrameHeader {
    /// Pixels; `nil` for frames that build on others.
    let keyframeSize: (width: Int, height: Int)?

    /// - Returns: `nil` where the bytes cannot be a VP9 frame.
    init?(_ frame: ArraySlice<UInt8>) {
        var reader = BitReader(frame)
        guard reader.bits(2) == 2 else { return nil }  // frame_marker
        let profile = reader.bits(1) | reader.bits(1) << 1
        if profile == 3 { reader.skip(1) }
        let showsExisting = reader.bit()
        let isInter = reader.bit()
        guard !reader.hasOverrun else { return nil }
        guard !showsExisting, !isInter else {
            keyframeSize = nil
            return
        }
        reader.skip(2)  // show_frame, error_resilient_mode
        guard reader.bits(24) == 0x498342 else { return nil }
        Self.skipColorConfig(&reader, profile: profile)
        keyframeSize = (Int(reader.bits(16)) + 1, Int(reader.bits(16)) + 1)
        guard !reader.hasOverrun else { return nil }
    }

    /// §6.2.2.
    private static func skipColorConfig(_ reader: inout BitReader, profile: UInt32) {
        if profile >= 2 { reader.skip(1) }  // ten_or_twelve_bit
        let isRGB = reader.bits(3) == 7
        let hasSubsampling = profile == 1 || profile == 3
        if !isRGB { reader.skip(1) }  // color_range
        if hasSubsampling { reader.skip(isRGB ? 1 : 3) }
    }
}
