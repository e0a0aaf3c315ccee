/// One section of a publishing browser, as the answer settled it.
package struct PublishedSection: Equatable, Sendable {
    package let mid: String
    package let choice: CodecChoice
    /// The answered header extensions, with the browser's numbers.
    package let extensions: [HeaderExtension]
    /// The simulcast layers in the offered order; empty where there is one stream alone.
    package let rids: [String]
    /// Streams that the offer names; empty for simulcast of libwebrtc, whose layers are known by
    /// their rid alone.
    package let streams: [SignalledStream]
    package let cname: String?
    package let mediaStreamID: MediaStreamID?
    /// Whether the browser may send now.
    package let isActive: Bool

    package var kind: MediaKind { choice.codec.kind }
    package var codec: Codec { choice.codec }
    package var payloadType: UInt8 { choice.payloadType }
    package var rtxPayloadType: UInt8? { choice.rtxPayloadType }
}

/// A section that the answer closes or leaves inactive, and why.
package struct RefusedSection: Equatable, Sendable {
    package let mid: String
    package let reason: SDPError
}
