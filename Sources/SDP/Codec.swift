/// A codec this server forwards, with the payload types that all its offers give it.
///
/// The numbers never vary, so that one payload type means one codec in every section of every
/// connection. Of H.264's profiles only those are known that every browser decodes.
package enum Codec: Hashable, Sendable, CaseIterable {
    case opus
    case vp8
    /// 8 bits, 4:2:0.
    case vp9
    /// 10 bits, 4:2:0.
    case vp9Profile2
    case h264ConstrainedBaseline
    case h264Baseline
    case av1

    package var kind: MediaKind { self == .opus ? .audio : .video }

    /// The encoding name of its media type.
    package var name: String {
        switch self {
        case .opus: "opus"
        case .vp8: "VP8"
        case .vp9, .vp9Profile2: "VP9"
        case .h264ConstrainedBaseline, .h264Baseline: "H264"
        case .av1: "AV1"
        }
    }

    /// Ticks of the RTP clock in a second.
    package var clockRate: Int { self == .opus ? 48_000 : 90_000 }
    /// 2 for Opus, whatever it carries (RFC 7587 §7).
    package var channels: Int { self == .opus ? 2 : 1 }

    /// `VP8/90000`, as `a=rtpmap` has it.
    package var encoding: String {
        channels > 1 ? "\(name)/\(clockRate)/\(channels)" : "\(name)/\(clockRate)"
    }

    /// In offers to subscribers.
    package var payloadType: UInt8 {
        switch self {
        case .opus: 111
        case .vp8: 96
        case .vp9: 98
        case .vp9Profile2: 100
        case .h264ConstrainedBaseline: 102
        case .h264Baseline: 104
        case .av1: 45
        }
    }

    /// In offers to subscribers; sound is not repaired by a stream of its own.
    package var rtxPayloadType: UInt8? { kind == .video ? payloadType + 1 : nil }

    /// What `a=fmtp` says in offers to subscribers; empty where nothing need be said.
    package var formatParameters: String {
        switch self {
        case .opus: "minptime=10;useinbandfec=1"
        case .vp8: ""
        case .vp9: "profile-id=0"
        case .vp9Profile2: "profile-id=2"
        case .h264ConstrainedBaseline: Self.h264Parameters(profileLevelID: "42e01f")
        case .h264Baseline: Self.h264Parameters(profileLevelID: "42001f")
        case .av1: "level-idx=5;profile=0;tier=0"
        }
    }

    static func h264Parameters(profileLevelID: String) -> String {
        "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=\(profileLevelID)"
    }

    /// What we ask to be told, and tell (RFC 4585, transport-wide congestion control).
    var feedback: [String] {
        switch kind {
        case .audio: ["transport-cc", "nack"]
        case .video: ["goog-remb", "transport-cc", "ccm fir", "nack", "nack pli"]
        }
    }
}
