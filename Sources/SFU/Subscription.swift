import DTLSSRTP
import RTP
import SDP
import Wire

/// One publication, forwarded to one endpoint: a stream of its own with its own SSRC, numbers and
/// picture ids, so that the subscriber never notices where its packets come from.
final class Subscription {
    unowned let publication: Publication
    unowned let subscriber: Subscriber
    let codec: Codec
    let ssrc = UInt32.random(in: 1...UInt32.max)
    /// `nil` where the codec is not retransmitted.
    let rtxSSRC: UInt32?
    /// The section it has in the subscriber's description.
    private(set) var mid = ""
    /// What its subscriber calls payloads and extensions.
    private(set) var numbering: StreamNumbering

    private var isAccepted = false
    private var selector: LayerSelector
    private var rewriter: StreamRewriter
    private var pictureIDs = PictureIDRewriter()
    private var cache: RetransmissionCache
    private var rtxSequenceNumber = UInt16.random(in: 0...0x7fff)
    private var lastForwardedAt: MonotonicTime?
    private var sent = (packets: UInt32(0), octets: UInt32(0))
    private var reception = (loss: 0.0, jitterMilliseconds: 0.0)

    init(publication: Publication, subscriber: Subscriber) {
        self.publication = publication
        self.subscriber = subscriber
        codec = publication.codec
        rtxSSRC = codec.rtxPayloadType == nil ? nil : UInt32.random(in: 1...UInt32.max)
        numbering = StreamNumbering(offering: codec)
        selector = LayerSelector(target: publication.bestLayer)
        rewriter = StreamRewriter(ssrc: ssrc)
        cache = RetransmissionCache(slotCount: rtxSSRC == nil ? 1 : 512)
    }

    /// The section that offers this stream, or that offered it.
    func offered(mid: String, isActive: Bool) -> OfferedSection {
        let publisher = publication.endpoint
        return OfferedSection(
            mid: mid, codec: codec, isActive: isActive, ssrc: ssrc, rtxSSRC: rtxSSRC,
            mediaStreamID: MediaStreamID(
                stream: "\(publisher.mediaStreamName)-\(publication.source.rawValue)",
                track: "\(publication.id.rawValue)"),
            cname: publisher.mediaStreamName)
    }

    /// As one who asked for this publisher alone is told of it: all tracks in one media stream
    /// (RFC 9725 §4.4.2 has it so).
    var played: OfferedSection {
        OfferedSection(
            mid: "", codec: codec, isActive: true, ssrc: ssrc, rtxSSRC: rtxSSRC,
            mediaStreamID: MediaStreamID(
                stream: publication.endpoint.mediaStreamName, track: "\(publication.id.rawValue)"),
            cname: publication.endpoint.mediaStreamName)
    }

    /// Gives it its section in our own offer.
    func place(in mid: String) {
        self.mid = mid
    }

    /// Gives it its section in the subscriber's offer, with the numbers there, and begins.
    func place(in section: PlaybackSection) {
        mid = section.mid
        numbering = StreamNumbering(of: section)
        accept()
    }

    // MARK: Layer

    /// Whether the picture cannot go on, or not as wanted, before a key frame.
    var needsKeyframe: Bool {
        codec.kind == .video && isAccepted && subscriber.connection.isReady
            && selector.needsKeyframe
    }

    func aim(at layer: Int) {
        selector.aim(at: layer)
    }

    /// Another stream stands for this layer: begin anew with it.
    func sourceChanged(layer: Int) {
        if selector.current == layer { selector.reset() }
    }

    /// The subscriber has answered an offer with this stream in it.
    func accept() {
        guard !isAccepted else { return }
        isAccepted = true
        wishKeyframe()
    }

    /// Asks for the key frame with which forwarding can begin.
    func wishKeyframe() {
        guard needsKeyframe else { return }
        publication.requestKeyframe(of: selector.target)
    }

    /// The subscriber's decoder has lost its state.
    func requestKeyframe() {
        publication.requestKeyframe(of: selector.current ?? selector.target)
    }

    // MARK: Forwarding

    /// Sends the packets of one burst whose layer this subscriber receives.
    func forward(_ packets: [MediaPacket], outbox: Outbox) {
        guard isAccepted, subscriber.connection.isReady,
            let sender = subscriber.connection.sender, let path = subscriber.connection.sendPath
        else { return }
        for packet in packets {
            guard let numbers = judge(packet) else { continue }
            pictureIDs.rewrite(
                packet.video.pictureID, packet.video.baseLayerIndex, in: packet.payload)
            let slot = outbox.slab.reserve(SendSlab.datagramCapacity, for: path)
            let header = OutgoingHeader(
                payloadType: numbering.payloadType, marker: packet.hasMarker, numbers: numbers,
                ssrc: ssrc, transportSequenceNumber: subscriber.nextTransportSequenceNumber(),
                audioLevel: packet.audioLevel,
                dependencyDescriptor: packet.dependencyDescriptor,
                extensionIDs: numbering.extensions)
            let headerLength = header.write(into: slot)
            guard headerLength + packet.payload.count <= OutgoingHeader.packetLimit else {
                outbox.counters.packetsMalformed += 1
                continue
            }
            let payload = UnsafeRawBufferPointer(packet.payload)
            if rtxSSRC != nil {
                cache.store(
                    sequenceNumber: numbers.sequenceNumber,
                    header: UnsafeRawBufferPointer(rebasing: slot[..<headerLength]),
                    payload: payload, at: packet.arrivedAt)
            }
            guard
                let length = try? sender.protectRTP(
                    slot, headerLength: headerLength, payload: payload)
            else { continue }
            outbox.slab.commit(length, to: path)
            outbox.counters.packetsForwarded += 1
            sent.packets &+= 1
            sent.octets &+= UInt32(payload.count)
            lastForwardedAt = packet.arrivedAt
        }
    }

    /// The numbers a packet gets here; `nil` where it is not for this subscriber.
    private func judge(_ packet: MediaPacket) -> StreamRewriter.Numbers? {
        let verdict = selector.judge(
            layer: packet.layer, startsKeyframe: packet.video.startsKeyframe)
        switch verdict {
        case .drop: return nil
        case .switched:
            if let lastForwardedAt {
                rewriter.switchSource(
                    toFirst: packet.sequenceNumber, timestamp: packet.rtpTimestamp,
                    gap: packet.arrivedAt - lastForwardedAt, clockRate: codec.clockRate)
                pictureIDs.switchSource()
            }
        case .forward: break
        }
        // Padding alone closes its gap; where that is too late, it fills it as it is.
        if packet.payload.isEmpty, rewriter.skip(packet.sequenceNumber) { return nil }
        return rewriter.rewrite(packet.sequenceNumber, packet.rtpTimestamp)
    }

    // MARK: Retransmission

    /// Repeats a packet on the stream of retransmissions (RFC 4588 §4), if it is still known.
    ///
    /// - Returns: bytes sent.
    func retransmit(_ sequenceNumber: UInt16, now: MonotonicTime, outbox: Outbox) -> Int {
        let connection = subscriber.connection
        guard let rtxSSRC, let rtxPayloadType = numbering.rtxPayloadType, connection.isReady,
            let sender = connection.sender, let path = connection.sendPath,
            let packet = cache.packet(
                sequenceNumber, now: now, roundTrip: subscriber.roundTrip ?? .milliseconds(100)),
            let original = RTPHeader(parsing: packet.bytes)
        else { return 0 }
        rtxSequenceNumber &+= 1
        let header = OutgoingHeader(
            payloadType: rtxPayloadType, marker: original.marker,
            numbers: .init(
                sequenceNumber: rtxSequenceNumber, timestamp: original.timestamp),
            ssrc: rtxSSRC, transportSequenceNumber: subscriber.nextTransportSequenceNumber(),
            audioLevel: nil, dependencyDescriptor: UnsafeRawBufferPointer(start: nil, count: 0),
            extensionIDs: numbering.extensions)
        let slot = outbox.slab.reserve(SendSlab.datagramCapacity, for: path)
        let headerLength = header.write(into: slot)
        let payload = UnsafeRawBufferPointer(rebasing: packet[original.payloadRange])
        guard headerLength + 2 + payload.count <= OutgoingHeader.packetLimit else { return 0 }
        return withUnsafeTemporaryAllocation(byteCount: payload.count + 2, alignment: 8) {
            repeated in
            repeated.storeBytes(of: sequenceNumber.bigEndian, as: UInt16.self)
            UnsafeMutableRawBufferPointer(rebasing: repeated[2...]).copyMemory(from: payload)
            guard
                let length = try? sender.protectRTP(
                    slot, headerLength: headerLength, payload: UnsafeRawBufferPointer(repeated))
            else { return 0 }
            outbox.slab.commit(length, to: path)
            outbox.counters.retransmissionsSent += 1
            return length
        }
    }

    // MARK: Reports

    /// What the subscriber is told of this stream's clock; `nil` until the publisher told us.
    func senderReport(ntpTime: UInt64) -> SenderReport? {
        guard sent.packets > 0, let layer = selector.current,
            let clock = publication.endpoint.publisher?.clock
        else { return nil }
        return publication.layers[layer].clock.report(
            at: ntpTime, clock: clock, rewriter: rewriter, packetCount: sent.packets,
            octetCount: sent.octets)
    }

    func receive(_ block: ReportBlock) {
        reception.loss = max(reception.loss, Double(block.fractionLost) / 256)
        reception.jitterMilliseconds = max(
            reception.jitterMilliseconds,
            Double(block.jitter) * 1_000 / Double(codec.clockRate))
    }

    /// What the subscriber reported since the last call.
    func takeReception() -> (loss: Double, jitterMilliseconds: Double) {
        defer { reception = (0, 0) }
        return reception
    }
}
