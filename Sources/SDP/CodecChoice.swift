/// The codec that an answer takes from an offered section, with the offerer's payload types.
package struct CodecChoice: Equatable, Sendable {
    package let codec: Codec
    package let payloadType: UInt8
    /// Of the retransmissions of `payloadType`, where they are offered (RFC 4588 §8.6).
    package let rtxPayloadType: UInt8?
    /// What the answer's `a=fmtp` says; empty where nothing need be said.
    let formatParameters: String
    /// What the answer's `a=rtcp-fb` may say.
    let feedback: [String]

    /// Chooses the first codec in the offer's order that `allowed` holds.
    ///
    /// One exception: where H.264 comes first, its constrained baseline is taken even if other
    /// profiles stand before it, because every browser decodes that one.
    init?(from section: MediaSection, kind: MediaKind, allowed: Set<Codec>) {
        let offered = section.codecs
        let known = offered.compactMap { candidate -> (OfferedCodec, Codec)? in
            guard let codec = Codec(candidate), codec.kind == kind, allowed.contains(codec)
            else { return nil }
            return (candidate, codec)
        }
        guard var choice = known.first else { return nil }
        if choice.1 == .h264Baseline,
            let better = known.first(where: { $0.1 == .h264ConstrainedBaseline })
        {
            choice = better
        }
        let (match, codec) = choice
        self.codec = codec
        payloadType = match.payloadType
        rtxPayloadType =
            offered.first {
                $0.name.lowercased() == "rtx" && $0.parameter("apt") == "\(match.payloadType)"
            }?.payloadType
        formatParameters = codec.answeredParameters(to: match)
        // An answer takes what was offered (RFC 4585 §4.2), but for `nack` of Opus: browsers do
        // not offer it, and do resend sound when an answer has it.
        feedback = codec.feedback.filter {
            match.feedback.contains($0) || (codec == .opus && $0 == "nack")
        }
    }
}

extension Codec {
    /// The codec that an offer means; `nil` where it is none of ours.
    init?(_ offered: OfferedCodec) {
        let match = Self.allCases.first {
            $0.name.lowercased() == offered.name.lowercased() && $0.clockRate == offered.clockRate
                && $0.channels == offered.channels && $0.fits(offered)
        }
        guard let match else { return nil }
        self = match
    }

    /// The answer's `a=fmtp`: ours, but for H.264 with the level that was offered.
    fileprivate func answeredParameters(to offered: OfferedCodec) -> String {
        switch self {
        case .h264ConstrainedBaseline, .h264Baseline:
            offered.parameter("profile-level-id").map(Self.h264Parameters(profileLevelID:))
                ?? formatParameters
        case .opus, .vp8, .vp9, .vp9Profile2, .av1: formatParameters
        }
    }

    private func fits(_ offered: OfferedCodec) -> Bool {
        switch self {
        case .opus, .vp8: true
        case .vp9: (offered.parameter("profile-id") ?? "0") == "0"
        case .vp9Profile2: offered.parameter("profile-id") == "2"
        case .av1: (offered.parameter("profile") ?? "0") == "0"
        case .h264ConstrainedBaseline, .h264Baseline:
            offered.parameter("packetization-mode") == "1"
                && Self.h264Profile(offered.parameter("profile-level-id") ?? "42000a") == self
        }
    }

    /// The profile of a profile-level-id (RFC 6184 §8.1, table 5), its level left aside.
    private static func h264Profile(_ profileLevelID: String) -> Codec? {
        guard profileLevelID.utf8.count == 6, let number = UInt32(profileLevelID, radix: 16)
        else { return nil }
        let constraints = number >> 8 & 0xFF
        guard constraints & 0x0F == 0 else { return nil }
        return switch number >> 16 {
        case 0x42: constraints & 0x40 != 0 ? .h264ConstrainedBaseline : .h264Baseline
        case 0x4D: constraints & 0x80 != 0 ? .h264ConstrainedBaseline : nil
        case 0x58:
            constraints & 0x80 == 0
                ? nil : (constraints & 0x40 != 0 ? .h264ConstrainedBaseline : .h264Baseline)
        default: nil
        }
    }
}
