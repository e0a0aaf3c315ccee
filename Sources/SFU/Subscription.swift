import Congestion
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
    private let cache: RetransmissionCache
    /// The publication's.
    private let store: PacketStore
    private var rtxSequenceNumber = UInt16.random(in: 0...0x7fff)
    private var lastForwardedAt: MonotonicTime?
    /// Of the last packet forwarded, as it left; `nil` before the first.
    private(set) var newestSequenceNumber: UInt16?
    private(set) var newestTimestamp: UInt32 = 0
    /// When a smaller layer was chosen last.
    private var loweredAt: MonotonicTime?
    /// Since when there has been no room for the least of it.
    private var starvedSince: MonotonicTime?
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
        store = publication.store
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

    /// Of pictures, when there is little room: a shared screen, whoever speaks, the others.
    var priority: Int {
        if publication.source == .screen { return 2 }
        return publication.endpoint.room.currentSpeaker == publication.endpoint.id ? 1 : 0
    }

    /// Whether the picture cannot go on, or not as wanted, before a key frame.
    var needsKeyframe: Bool {
        codec.kind == .video && isAccepted && subscriber.connection.isReady
            && selector.needsKeyframe
    }

    func aim(at layer: Int) {
        selector.aim(at: layer)
    }

    /// What could be received, and what is, for a division of the subscriber's bitrate.
    ///
    /// - Parameters:
    ///   - room: for this picture, if it were the only one; `nil` where nothing limits.
    ///   - pixelLimit: as large as it is shown; `nil` where that is not known.
    func picture(
        room: Int?, pixelLimit: Int?, now: MonotonicTime
    ) -> BitrateAllocation.Picture {
        let steps = publication.steps(pixelLimit: pixelLimit, now: now)
        let current = steps.lastIndex { step in
            step.layer == selector.target
                && (step.temporalLayers <= selector.temporalTarget || step.temporalLayers == 0)
        }
        if let room, let least = steps.first, least.bitrate > room {
            if starvedSince == nil { starvedSince = now }
        } else {
            starvedSince = nil
        }
        return BitrateAllocation.Picture(
            steps: steps, current: current,
            mayRise: loweredAt.map { now - $0 >= Self.risePatience } ?? true,
            mayStop: current == nil || isStarved(room, steps.first, now: now))
    }

    private func isStarved(
        _ room: Int?, _ least: BitrateAllocation.Step?, now: MonotonicTime
    ) -> Bool {
        guard let room, let least, let starvedSince else { return false }
        return least.bitrate > 2 * room || now - starvedSince >= Self.stopPatience
    }

    /// What the current layer needs at least, in bits per second; 0 where there is none.
    var leastNeeded: Int {
        selector.current.map { publication.layers[$0].needed(upTo: 0) } ?? 0
    }

    /// A layer that was left is not entered again at once: each change costs a key frame.
    private static let risePatience = Duration.seconds(2)
    /// While a queue drains the estimate is low for a moment.
    private static let stopPatience = Duration.milliseconds(1_500)

    /// Receives this from now on; `nil`: nothing.
    ///
    /// - Parameters:
    ///   - isDescending: it is less than now.
    ///   - room: where even the least of the current layer is more than this, nothing of it is
    ///     sent any more.
    func receive(
        _ step: BitrateAllocation.Step?, isDescending: Bool, room: Int?, now: MonotonicTime
    ) {
        let former = selector.target
        let wasShown = selector.current != nil
        selector.aim(
            at: step?.layer,
            temporalLayers: step?.temporalLayers ?? LayerSelector.everyTemporalLayer,
            isDescending: isDescending)
        guard selector.target != former else { return }
        if isDescending {
            if wasShown { loweredAt = now }
            if let room, leastNeeded > room { selector.reset() }
        }
        wishKeyframe()
    }

    /// Whether this stream waits for a key frame of `layer`.
    func awaitsKeyframe(of layer: Int) -> Bool {
        needsKeyframe && selector.target == layer
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
        guard needsKeyframe, let layer = selector.target else { return }
        publication.requestKeyframe(of: layer)
    }

    /// The subscriber's decoder has lost its state.
    func requestKeyframe() {
        guard let layer = selector.current ?? selector.target else { return }
        publication.requestKeyframe(of: layer)
    }

    // MARK: Forwarding

    /// Sends the packets of one burst whose layer this subscriber receives.
    func forward(_ packets: [MediaPacket], outbox: Outbox) {
        guard isAccepted, subscriber.connection.isReady,
            let sender = subscriber.connection.sender, let path = subscriber.connection.sendPath
        else { return }
        var begins = false
        for (index, packet) in packets.enumerated() {
            guard let numbers = judge(packet, begins: &begins) else { continue }
            pictureIDs.rewrite(
                packet.video.pictureID, packet.video.baseLayerIndex, in: packet.payload)
            let slot = outbox.slab.reserve(SendSlab.datagramCapacity, for: path)
            let transportSequenceNumber = subscriber.nextTransportSequenceNumber()
            let header = OutgoingHeader(
                payloadType: numbering.payloadType, marker: packet.hasMarker, numbers: numbers,
                ssrc: ssrc, transportSequenceNumber: transportSequenceNumber,
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
                    .init(numbers: numbers, marker: packet.hasMarker), payload: payload,
                    at: store.keep(payload, index: index, at: packet.arrivedAt))
            }
            guard
                let length = try? sender.protectRTP(
                    slot, headerLength: headerLength, payload: payload)
            else { continue }
            outbox.slab.commit(length, to: path)
            subscriber.bandwidth.sent(
                transportSequenceNumber, byteCount: length, at: packet.arrivedAt)
            newestSequenceNumber = numbers.sequenceNumber
            newestTimestamp = numbers.timestamp
            outbox.counters.packetsForwarded += 1
            sent.packets &+= 1
            sent.octets &+= UInt32(payload.count)
            lastForwardedAt = packet.arrivedAt
        }
    }

    /// The numbers a packet gets here; `nil` where it is not for this subscriber.
    ///
    /// - Parameter begins: whether an earlier packet of the burst began the picture.
    private func judge(
        _ packet: MediaPacket, begins: inout Bool
    ) -> StreamRewriter.Numbers? {
        guard packet.audience == .everybody || begins else { return nil }
        let verdict = selector.judge(
            layer: packet.layer, startsKeyframe: packet.video.startsKeyframe,
            frame: packet.video.frame)
        switch verdict {
        case .drop: return nil
        case .leaveOut:
            // Where later packets have their numbers already, the subscriber waits for this one.
            if rewriter.skip(packet.sequenceNumber) {
                pictureIDs.leaveOut(packet.video.pictureID)
                return nil
            }
        case .switched:
            begins = true
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
        guard rtxSSRC != nil, subscriber.connection.isReady,
            let packet = cache.packet(
                sequenceNumber, now: now, roundTrip: subscriber.roundTrip ?? .milliseconds(100),
                from: store)
        else { return 0 }
        let length = sendRepeated(packet, sequenceNumber, now: now, outbox: outbox)
        if length > 0 { outbox.counters.retransmissionsSent += 1 }
        return length
    }

    /// A packet that was sent lately, for padding. Valid until the next call.
    func cachedPacket(_ sequenceNumber: UInt16) -> UnsafeRawBufferPointer? {
        cache.packet(sequenceNumber, from: store)
    }

    /// - Parameter packet: as it was before encryption.
    func sendRepeated(
        _ packet: UnsafeRawBufferPointer, _ sequenceNumber: UInt16, now: MonotonicTime,
        outbox: Outbox
    ) -> Int {
        guard let original = RTPHeader(parsing: packet.bytes) else { return 0 }
        let payload = UnsafeRawBufferPointer(rebasing: packet[original.payloadRange])
        return withUnsafeTemporaryAllocation(byteCount: payload.count + 2, alignment: 8) {
            repeated in
            repeated.storeBytes(of: sequenceNumber.bigEndian, as: UInt16.self)
            UnsafeMutableRawBufferPointer(rebasing: repeated[2...]).copyMemory(from: payload)
            return sendOnRTX(
                UnsafeRawBufferPointer(repeated), timestamp: original.timestamp,
                marker: original.marker, isPadding: false, now: now, outbox: outbox)
        }
    }

    /// - Parameter isPadding: the payload is padding alone.
    func sendOnRTX(
        _ payload: UnsafeRawBufferPointer, timestamp: UInt32, marker: Bool, isPadding: Bool,
        now: MonotonicTime, outbox: Outbox
    ) -> Int {
        guard let rtxSSRC, let rtxPayloadType = numbering.rtxPayloadType,
            let sender = subscriber.connection.sender, let path = subscriber.connection.sendPath
        else { return 0 }
        rtxSequenceNumber &+= 1
        let transportSequenceNumber = subscriber.nextTransportSequenceNumber()
        let header = OutgoingHeader(
            payloadType: rtxPayloadType, marker: marker,
            numbers: .init(sequenceNumber: rtxSequenceNumber, timestamp: timestamp),
            ssrc: rtxSSRC, transportSequenceNumber: transportSequenceNumber,
            audioLevel: nil, dependencyDescriptor: UnsafeRawBufferPointer(start: nil, count: 0),
            extensionIDs: numbering.extensions)
        let slot = outbox.slab.reserve(SendSlab.datagramCapacity, for: path)
        let headerLength = header.write(into: slot)
        if isPadding { slot[0] |= RTPHeader.paddingBit }
        guard headerLength + payload.count <= OutgoingHeader.packetLimit,
            let length = try? sender.protectRTP(
                slot, headerLength: headerLength, payload: payload)
        else { return 0 }
        outbox.slab.commit(length, to: path)
        subscriber.bandwidth.sent(transportSequenceNumber, byteCount: length, at: now)
        return length
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
