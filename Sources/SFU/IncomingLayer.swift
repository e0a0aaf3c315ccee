import RTP
import SDP
import Wire

/// One encoding of a publication as it arrives: its losses, its clock, its size.
struct IncomingLayer {
    /// `nil` for the only layer of a publication.
    let rid: String?
    var ssrc: UInt32?
    var rtxSSRC: UInt32?
    var losses: NACKTracker
    var statistics: ReceptionStatistics
    var keyframes = KeyframeRequests()
    private(set) var lastPacketAt: MonotonicTime?
    /// Picture area of the last key frame, 0 while unknown.
    private var pixelCount = 0
    private var windowBytes = 0
    /// Over the last second, in bits per second.
    private(set) var bitrate = 0
    /// The layer's RTP clock.
    private(set) var clock: SenderReportMapping

    init(rid: String?, codec: Codec) {
        self.rid = rid
        losses = NACKTracker(isVideo: codec.kind == .video)
        statistics = ReceptionStatistics(clockRate: codec.clockRate)
        clock = SenderReportMapping(clockRate: codec.clockRate)
    }

    /// The stream that stands for a layer gives way to an unannounced one only after this long
    /// without a packet: late packets of a former stream, or made-up ones, must not take its place.
    private static let successionPatience = Duration.seconds(1)

    /// Whether a stream that no description has named may stand for this layer.
    func accepts(isRetransmission: Bool, now: MonotonicTime) -> Bool {
        if isRetransmission { return rtxSSRC == nil }
        guard ssrc != nil, let lastPacketAt else { return ssrc == nil }
        return now - lastPacketAt >= Self.successionPatience
    }

    /// Orders layers: more pixels, then more bits.
    var rank: (Int, Int) { (pixelCount, bitrate) }

    /// Notes a packet that came on the layer's own stream, or as a retransmission.
    mutating func receive(
        _ packet: MediaPacket, byteCount: Int, isRetransmission: Bool
    ) -> NACKTracker.Arrival {
        if !isRetransmission {
            statistics.receive(
                packet.sequenceNumber, rtpTimestamp: packet.rtpTimestamp, at: packet.arrivedAt)
            windowBytes += byteCount
            lastPacketAt = packet.arrivedAt
        }
        return losses.receive(packet.sequenceNumber, at: packet.arrivedAt)
    }

    /// A key frame begins with this packet.
    ///
    /// - Parameter isUsable: whether it serves those who waited for one.
    mutating func keyframeArrived(_ packet: MediaPacket, isUsable: Bool) {
        if isUsable { keyframes.keyframeArrived() }
        losses.keyframeArrived(packet.sequenceNumber)
        if packet.video.pixelCount > 0 { pixelCount = packet.video.pixelCount }
    }

    mutating func receive(_ report: SenderReport, at now: MonotonicTime) {
        clock.receive(report)
        statistics.receive(report, at: now)
    }

    /// Ends a window of one second.
    mutating func measureBitrate() {
        bitrate = windowBytes * 8
        windowBytes = 0
    }
}
