import DTLSSRTP
import RTP
import SDP
import Wire

/// One publication, forwarded to one endpoint: a stream of its own with its own SSRC, numbers and
/// picture ids, so that the subscriber never notices where its packets come from.
final class Subscription {
    unowned let publication: Publication
    unowned let subscriber: Endpoint
    let codec: Codec
    let ssrc = UInt32.random(in: 1...UInt32.max)
    /// 0 where the codec is not retransmitted.
    let rtxSSRC: UInt32
    /// The section it has in the subscriber's description.
    var mid = ""
    /// The subscriber has agreed to receive it.
    var isAccepted = false

    private(set) var selector: LayerSelector
    private var rewriter: StreamRewriter
    private var pictureIDs = PictureIDRewriter()
    private var cache: RetransmissionCache
    private var rtxSequenceNumber = UInt16.random(in: 0...0x7fff)
    private var lastForwardedAt: MonotonicTime?
    /// For sender reports (RFC 3550 §6.4.1).
    private var packetCount: UInt32 = 0
    private var octetCount: UInt32 = 0
    private(set) var senderReports = SenderReportMapping()
    /// The worst loss that the subscriber reported since it was last asked for, 0...1.
    private(set) var reportedLoss = 0.0
    private(set) var reportedJitter = 0.0

    init(publication: Publication, subscriber: Endpoint) {
        self.publication = publication
        self.subscriber = subscriber
        codec = publication.codec
        rtxSSRC = codec.rtxPayloadType == nil ? 0 : UInt32.random(in: 1...UInt32.max)
        selector = LayerSelector(target: publication.bestLayer)
        rewriter = StreamRewriter(ssrc: ssrc)
        cache = RetransmissionCache(slotCount: codec.kind == .video ? 512 : 64)
    }
}
