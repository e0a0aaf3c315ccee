/// A header extension that Aorta knows, whatever id a connection gave it.
package enum ExtensionKind: UInt8, CaseIterable, Sendable {
    // Raw values fit a nibble and are never 0: see ``ExtensionMap``.
    /// The section of the SDP this stream belongs to (RFC 9143 §15).
    case mid = 1
    /// The name of a simulcast layer (RFC 8852 §3.1).
    case rid
    /// The layer whose packets this stream repairs (RFC 8852 §3.2).
    case repairedRid
    /// When the packet left its sender: 24 bits, seconds as 6.18 fixed point.
    case absSendTime
    /// Number of the packet among all of its connection: 16 bits.
    case transportSequence
    /// Loudness of the sound inside (RFC 6464).
    case audioLevel
    case playoutDelay
    /// When the content was captured: NTP time, and perhaps the offset of the capturer's clock.
    case absCaptureTime
    /// Which frames this one needs; see ``DependencyDescriptor``.
    case dependencyDescriptor
    /// How the picture has to be turned (3GPP TS 26.114 §7.4.5).
    case videoOrientation

    /// The name in SDP (`a=extmap`, RFC 8285 §5).
    package var uri: String {
        switch self {
        case .mid: "urn:ietf:params:rtp-hdrext:sdes:mid"
        case .rid: "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
        case .repairedRid: "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"
        case .absSendTime: "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
        case .transportSequence:
            "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
        case .audioLevel: "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
        case .playoutDelay: "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay"
        case .absCaptureTime: "http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time"
        case .dependencyDescriptor:
            "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension"
        case .videoOrientation: "urn:3gpp:video-orientation"
        }
    }

    /// - Returns: `nil` for an extension Aorta does not know.
    package init?(uri: String) {
        guard let kind = Self.allCases.first(where: { $0.uri == uri }) else { return nil }
        self = kind
    }
}
