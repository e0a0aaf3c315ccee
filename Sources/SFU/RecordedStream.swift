import RTP
import SDP
import Wire

/// One publication as the recorder receives it: like a subscriber's stream, but plain.
struct RecordedStream {
    let recording: RecordingID
    private let id: PublicationID
    private var selector: LayerSelector
    private var rewriter: StreamRewriter
    private let payloadType: UInt8
    private let isVideo: Bool
    private let clockRate: Int
    private var lastWrittenAt: MonotonicTime?

    /// Announces the publication to the recorder.
    init(publication: Publication, recording: RecordingID, outbox: Outbox) {
        self.recording = recording
        id = publication.id
        selector = LayerSelector(target: publication.bestLayer)
        rewriter = StreamRewriter(ssrc: publication.id.rawValue)
        payloadType = publication.codec.payloadType
        isVideo = publication.codec.kind == .video
        clockRate = publication.codec.clockRate
        outbox.recorded.items.append(
            .publication(
                recording,
                RecordedPublication(
                    id: publication.id, endpoint: publication.endpoint.id,
                    source: publication.source, codec: publication.codec.name)))
    }

    var needsKeyframe: Bool { isVideo && selector.needsKeyframe }

    mutating func aim(at layer: Int) {
        selector.aim(at: layer)
    }

    /// Another stream stands for this layer: begin anew with it.
    mutating func sourceChanged(layer: Int) {
        if selector.current == layer { selector.reset() }
    }

    /// Appends the packets of one burst whose layer is the chosen one.
    mutating func write(_ packets: [MediaPacket], of publication: Publication, outbox: Outbox) {
        var begins = false
        for packet in packets {
            switch packet.audience {
            case .everybody: break
            case .beginners: guard begins else { continue }
            case .beginningSubscribers: continue
            }
            let verdict = selector.judge(
                layer: packet.layer, startsKeyframe: packet.video.startsKeyframe)
            guard verdict != .drop else { continue }
            if verdict == .switched { begins = true }
            if verdict == .switched, let lastWrittenAt {
                rewriter.switchSource(
                    toFirst: packet.sequenceNumber, timestamp: packet.rtpTimestamp,
                    gap: packet.arrivedAt - lastWrittenAt, clockRate: clockRate)
            }
            guard !packet.payload.isEmpty else {
                rewriter.skip(packet.sequenceNumber)
                continue
            }
            guard let numbers = rewriter.rewrite(packet.sequenceNumber, packet.rtpTimestamp)
            else { continue }
            append(packet, numbers, to: outbox)
            if verdict == .switched { tellClock(of: publication, packet, outbox: outbox) }
            lastWrittenAt = packet.arrivedAt
        }
    }

    private func append(
        _ packet: MediaPacket, _ numbers: StreamRewriter.Numbers, to outbox: Outbox
    ) {
        let start = outbox.recorded.bytes.count
        withUnsafeTemporaryAllocation(byteCount: RTPHeader.fixedLength, alignment: 4) { header in
            RTPHeader.write(
                payloadType: payloadType, marker: packet.hasMarker,
                sequenceNumber: numbers.sequenceNumber, timestamp: numbers.timestamp,
                ssrc: id.rawValue, hasExtension: false, into: header)
            outbox.recorded.bytes.append(contentsOf: header)
        }
        outbox.recorded.bytes.append(contentsOf: packet.payload)
        outbox.recorded.items.append(
            .packet(
                recording, id, bytes: start..<outbox.recorded.bytes.count,
                arrivedAt: packet.arrivedAt))
        outbox.counters.packetsRecorded += 1
    }

    /// What earlier sender reports have told of the layer's clock, so that the recorder need not
    /// wait for the next one to bring sound and picture together.
    private func tellClock(of publication: Publication, _ packet: MediaPacket, outbox: Outbox) {
        let now = packet.arrivedAt
        guard
            let ntp = publication.endpoint.publisher?.clock.publisherTime(
                at: outbox.ntpTime(at: now)),
            let rtpTimestamp = publication.layers[packet.layer].clock.rtpTimestamp(
                atPublisherTime: ntp)
        else { return }
        outbox.recorded.items.append(
            .senderReport(
                recording, id, ntp: ntp, rtpTimestamp: rewriter.outgoing(rtpTimestamp),
                arrivedAt: now))
    }

    func receive(_ report: SenderReport, layer: Int, at now: MonotonicTime, outbox: Outbox) {
        guard layer == selector.current else { return }
        outbox.recorded.items.append(
            .senderReport(
                recording, id, ntp: report.ntp,
                rtpTimestamp: rewriter.outgoing(report.rtpTimestamp), arrivedAt: now))
    }

    func end(outbox: Outbox) {
        outbox.recorded.items.append(.ended(recording, id))
    }
}
