/// A codec that the recorder can take out of RTP and put into a file.
package enum RecordedCodec: Hashable, Sendable, CaseIterable {
    case opus, vp8, vp9, av1, h264

    /// - Parameter name: the codec's name in SDP, in any case: `opus`, `VP8`, `VP9`, `AV1`, `H264`.
    package init?(name: String) {
        switch name.lowercased() {
        case "opus": self = .opus
        case "vp8": self = .vp8
        case "vp9": self = .vp9
        case "av1": self = .av1
        case "h264": self = .h264
        default: return nil
        }
    }

    /// Whether it carries pictures; else sound.
    package var isVideo: Bool { self != .opus }

    /// Ticks a second of the RTP clock.
    package var clockRate: Int64 { isVideo ? 90_000 : 48_000 }

    /// The name that Matroska has for it.
    package var codecID: String {
        switch self {
        case .opus: "A_OPUS"
        case .vp8: "V_VP8"
        case .vp9: "V_VP9"
        case .av1: "V_AV1"
        case .h264: "V_MPEG4/ISO/AVC"
        }
    }

    /// - Parameter codecID: ``codecID``.
    package init?(codecID: String) {
        guard let codec = Self.allCases.first(where: { $0.codecID == codecID }) else { return nil }
        self = codec
    }
}
