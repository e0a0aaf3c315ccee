/// One section of an offer to a subscriber: one stream of one publication, or none any more.
package struct OfferedSection: Equatable, Sendable {
    package let mid: String
    package let codec: Codec
    /// Whether media flows. A section is never closed or left out, only made inactive.
    package let isActive: Bool
    package let ssrc: UInt32
    /// Of the retransmissions of `ssrc`; for sound `nil`.
    package let rtxSSRC: UInt32?
    package let mediaStreamID: MediaStreamID
    /// The same for sound and picture of one person, for as long as they are in the room.
    package let cname: String

    package var kind: MediaKind { codec.kind }

    package init(
        mid: String, codec: Codec, isActive: Bool, ssrc: UInt32, rtxSSRC: UInt32?,
        mediaStreamID: MediaStreamID, cname: String
    ) {
        self.mid = mid
        self.codec = codec
        self.isActive = isActive
        self.ssrc = ssrc
        self.rtxSSRC = rtxSSRC
        self.mediaStreamID = mediaStreamID
        self.cname = cname
    }
}
