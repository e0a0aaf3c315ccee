/// H.264 access units out of RTP payloads (RFC 6184, packetization modes 0 and 1), each NAL unit
/// behind its length in four bytes as ISO/IEC 14496-15 wants.
///
/// Parameter sets stay in the stream too, so that a change of resolution can be played.
struct H264Frames: VideoPayloads {
    /// Parameter sets longer than this are left out of the CodecPrivate.
    private static let parameterSetLimit = 255

    private enum NALType {
        static let slices: ClosedRange<UInt8> = 1...5
        static let idrSlice: UInt8 = 5
        static let sequenceParameters: UInt8 = 7
        static let pictureParameters: UInt8 = 8
        /// Access unit delimiter, ends of sequence and stream, filler: worth nothing in a file.
        static let superfluous: ClosedRange<UInt8> = 9...12
        static let singles: ClosedRange<UInt8> = 1...23
        static let aggregate: UInt8 = 24
        static let fragment: UInt8 = 28
    }

    private var bytes: [UInt8] = []
    /// The NAL unit that fragments are being gathered of; empty without one.
    private var fragments: [UInt8] = []
    private var hasSlice = false
    private var hasIDR = false
    private var sequenceParameters: [UInt8] = []
    private var pictureParameters: [UInt8] = []

    var byteCount: Int { bytes.count + fragments.count }

    mutating func append(_ payload: [UInt8]) -> Bool {
        guard let header = payload.first, header & 0x80 == 0 else { return false }
        let type = header & 0x1F
        guard type == NALType.fragment || fragments.isEmpty else { return false }
        switch type {
        case NALType.singles: return appendUnit(payload[...])
        case NALType.aggregate: return appendAggregate(payload)
        case NALType.fragment: return appendFragment(payload)
        default: return false  // What packetization mode 2 and the reserved types have.
        }
    }

    mutating func take() -> JoinedPicture? {
        defer { reset() }
        guard hasSlice, fragments.isEmpty else { return nil }
        guard hasIDR else { return JoinedPicture(bytes: bytes, keyframe: nil) }
        guard let parameters = H264SequenceParameters(sequenceParameters),
            !pictureParameters.isEmpty
        else { return nil }
        let format = PictureFormat(
            width: parameters.width, height: parameters.height,
            codecPrivate: configuration(parameters))
        return JoinedPicture(bytes: bytes, keyframe: format)
    }

    mutating func reset() {
        bytes.removeAll(keepingCapacity: true)
        fragments.removeAll(keepingCapacity: true)
        hasSlice = false
        hasIDR = false
    }

    /// STAP-A (RFC 6184 §5.7.1): units behind their lengths in two bytes.
    private mutating func appendAggregate(_ payload: [UInt8]) -> Bool {
        var offset = 1
        while payload.count - offset >= 2 {
            let length = Int(payload[offset]) << 8 | Int(payload[offset + 1])
            offset += 2
            guard length > 0, length <= payload.count - offset,
                appendUnit(payload[offset..<(offset + length)])
            else { return false }
            offset += length
        }
        return offset == payload.count
    }

    /// FU-A (RFC 6184 §5.8): the unit's header is spread over the first two bytes.
    private mutating func appendFragment(_ payload: [UInt8]) -> Bool {
        guard payload.count > 2 else { return false }
        let isStart = payload[1] & 0x80 != 0
        let isEnd = payload[1] & 0x40 != 0
        guard isStart == fragments.isEmpty else { return false }
        if isStart { fragments.append(payload[0] & 0xE0 | payload[1] & 0x1F) }
        fragments += payload[2...]
        guard isEnd else { return true }
        defer { fragments.removeAll(keepingCapacity: true) }
        return appendUnit(fragments[...])
    }

    private mutating func appendUnit(_ unit: ArraySlice<UInt8>) -> Bool {
        guard let header = unit.first, unit.count > 1 else { return false }
        let type = header & 0x1F
        switch type {
        case NALType.slices:
            // The first slice starts with macroblock 0, a single bit: else the start is missing.
            guard hasSlice || unit[unit.startIndex + 1] & 0x80 != 0 else { return false }
            hasSlice = true
            hasIDR = hasIDR || type == NALType.idrSlice
        case NALType.sequenceParameters: sequenceParameters = Array(unit)
        case NALType.pictureParameters: pictureParameters = Array(unit)
        case NALType.superfluous: return true
        default: break
        }
        for shift in stride(from: 24, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: unit.count >> shift))
        }
        bytes += unit
        return true
    }

    /// `AVCDecoderConfigurationRecord` (ISO/IEC 14496-15 §5.3.3.1).
    private func configuration(_ parameters: H264SequenceParameters) -> [UInt8] {
        guard sequenceParameters.count <= Self.parameterSetLimit,
            pictureParameters.count <= Self.parameterSetLimit
        else { return [] }
        var record: [UInt8] = [1] + sequenceParameters[1...3]
        record += [0xFF, 0xE1]  // Lengths of four bytes; one SPS.
        record += [0, UInt8(truncatingIfNeeded: sequenceParameters.count)] + sequenceParameters
        record += [1, 0, UInt8(truncatingIfNeeded: pictureParameters.count)] + pictureParameters
        if parameters.isHighProfile {
            record += [
                0xFC | parameters.chromaFormat, 0xF8 | (parameters.lumaDepth - 8),
                0xF8 | (parameters.chromaDepth - 8), 0,
            ]
        }
        return record
    }
}
