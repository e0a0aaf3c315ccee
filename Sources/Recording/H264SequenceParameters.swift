/// What a sequence parameter set says about the picture (H.264 §7.3.2.1.1).
struct H264SequenceParameters: Equatable {
    /// Pixels, cropping done.
    let width: Int
    let height: Int
    /// 0...3: monochrome, 4:2:0, 4:2:2, 4:4:4.
    let chromaFormat: UInt8
    /// Bits a sample, 8...14.
    let lumaDepth: UInt8
    let chromaDepth: UInt8
    /// Whether the decoder configuration record repeats format and depth.
    let isHighProfile: Bool

    private static let highProfiles: Set<UInt32> = [
        44, 83, 86, 100, 110, 118, 122, 128, 134, 135, 138, 139, 244,
    ]
    private static let sizeLimit = 16_384

    /// - Parameter unit: the NAL unit with its header byte.
    /// - Returns: `nil` where it is not a sequence parameter set that can be.
    init?(_ unit: [UInt8]) {
        guard unit.count >= 4, unit[0] & 0x1F == 7 else { return nil }
        let payload = Self.removingEmulationPrevention(unit)
        var reader = BitReader(payload[1...])
        let profile = reader.bits(8)
        reader.skip(16)  // constraint flags, level_idc
        _ = reader.exponentialGolomb()  // seq_parameter_set_id

        var chroma: UInt32 = 1
        var separatePlanes = false
        var depths: (luma: UInt32, chroma: UInt32) = (0, 0)
        isHighProfile = Self.highProfiles.contains(profile)
        if isHighProfile {
            chroma = reader.exponentialGolomb()
            guard chroma <= 3 else { return nil }
            if chroma == 3 { separatePlanes = reader.bit() }
            depths = (reader.exponentialGolomb(), reader.exponentialGolomb())
            guard depths.luma <= 6, depths.chroma <= 6 else { return nil }
            reader.skip(1)  // qpprime_y_zero_transform_bypass_flag
            if reader.bit() { Self.skipScalingLists(&reader, count: chroma == 3 ? 12 : 8) }
        }
        chromaFormat = UInt8(truncatingIfNeeded: chroma)
        lumaDepth = 8 + UInt8(truncatingIfNeeded: depths.luma)
        chromaDepth = 8 + UInt8(truncatingIfNeeded: depths.chroma)

        Self.skipPictureOrder(&reader)
        _ = reader.exponentialGolomb()  // max_num_ref_frames
        reader.skip(1)  // gaps_in_frame_num_value_allowed_flag
        let widthInBlocks = Int(reader.exponentialGolomb()) + 1
        let heightInUnits = Int(reader.exponentialGolomb()) + 1
        let isFrameOnly = reader.bit()
        if !isFrameOnly { reader.skip(1) }
        reader.skip(1)  // direct_8x8_inference_flag
        var crop = [0, 0, 0, 0]  // left, right, top, bottom
        if reader.bit() { crop = crop.map { _ in Int(reader.exponentialGolomb()) } }
        guard !reader.hasOverrun else { return nil }

        // Cropping counts in samples of chroma, and in fields (§7.4.2.1.1).
        let isSubsampled = !separatePlanes && (chroma == 1 || chroma == 2)
        let cropX = isSubsampled ? 2 : 1
        let fields = isFrameOnly ? 1 : 2
        let cropY = (!separatePlanes && chroma == 1 ? 2 : 1) * fields
        width = 16 * widthInBlocks - cropX * (crop[0] + crop[1])
        height = 16 * heightInUnits * fields - cropY * (crop[2] + crop[3])
        guard (1...Self.sizeLimit).contains(width), (1...Self.sizeLimit).contains(height)
        else { return nil }
    }

    /// `pic_order_cnt_type` and what it brings, `log2_max_frame_num_minus4` before it.
    private static func skipPictureOrder(_ reader: inout BitReader) {
        _ = reader.exponentialGolomb()
        switch reader.exponentialGolomb() {
        case 0: _ = reader.exponentialGolomb()
        case 1:
            reader.skip(1)
            _ = reader.exponentialGolomb()
            _ = reader.exponentialGolomb()
            for _ in 0..<min(reader.exponentialGolomb(), 255) { _ = reader.exponentialGolomb() }
        default: break
        }
    }

    /// §7.3.2.1.1.1.
    private static func skipScalingLists(_ reader: inout BitReader, count: Int) {
        for index in 0..<count where reader.bit() {
            var last = 8
            for _ in 0..<(index < 6 ? 16 : 64) {
                let next = (last + reader.signedExponentialGolomb() + 256) & 0xFF
                if next == 0 { break }
                last = next
            }
        }
    }

    /// Drops the third byte of each 00 00 03 (§7.4.1.1).
    private static func removingEmulationPrevention(_ unit: [UInt8]) -> [UInt8] {
        var payload: [UInt8] = []
        payload.reserveCapacity(unit.count)
        var zeros = 0
        for byte in unit {
            if zeros >= 2, byte == 3 {
                zeros = 0
                continue
            }
            zeros = byte == 0 ? zeros + 1 : 0
            payload.append(byte)
        }
        return payload
    }
}
