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
    private(set) var pixelCount = 0
    /// By temporal layer; the last counts those above as well.
    private var windowBytes = InlineArray<4, Int>(repeating: 0)
    private var bitrates = InlineArray<4, Int>(repeating: 0)
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
            windowBytes[min(Int(packet.video.frame.temporalLayer), 3)] += byteCount
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
        let isFirst = bitrate == 0
        for layer in bitrates.indices {
            let measured = windowBytes[layer] * 8
            bitrates[layer] = isFirst ? measured : (bitrates[layer] + measured) / 2
            windowBytes[layer] = 0
        }
    }

    /// Over the last seconds, in bits per second; 0 before the first has passed.
    var bitrate: Int { bitrates[0] + bitrates[1] + bitrates[2] + bitrates[3] }

    /// The highest temporal layer that has come lately.
    var topTemporalLayer: Int { bitrates.indices.last { bitrates[$0] > 0 } ?? 0 }

    /// What a subscriber needs to receive the layers up to `temporalLayer`, headers of the network
    /// with it; a guess by the picture's area before it is measured.
    func needed(upTo temporalLayer: Int) -> Int {
        var sum = 0
        for layer in 0...min(temporalLayer, 3) { sum += bitrates[layer] }
        if bitrate == 0 { sum = pixelCount * Self.bitsPerPixel }
        return sum + sum / Self.headerShare
    }

    /// In a second, of a camera's picture that encoders of browsers find good enough.
    private static let bitsPerPixel = 2
    /// One part in this many is headers.
    private static let headerShare = 20
}
