import RTP
import SDP
import Wire

/// One stream of an endpoint: a microphone, a camera or a screen, in one layer or several.
///
/// Collects a burst's packets and forwards them at its end, *subscriber outer, packet inner*, so
/// that one subscriber's packets leave as one message.
final class Publication {
    let id: PublicationID
    unowned let endpoint: Endpoint
    let mid: String
    let source: MediaSource
    let codec: Codec
    let codecFamily: CodecFamily
    /// In the publisher's numbering.
    let payloadType: UInt8
    /// Of retransmissions, likewise; `nil` where there are none.
    let rtxPayloadType: UInt8?
    var layers: [IncomingLayer]
    private(set) var subscriptions: [Subscription] = []
    /// The best layer that arrives.
    private(set) var bestLayer = 0
    /// Whether packets have arrived lately.
    private(set) var isActive = false
    private(set) var hasEnded = false
    private var recorded: RecordedStream?
    private var pending: [MediaPacket] = []
    /// What was forwarded, for those who ask for it again.
    let store: PacketStore
    private let outbox: Outbox

    /// Packets of one burst that wait; a larger burst is forwarded in parts.
    private static let pendingLimit = 64
    /// Packets of each layer that can be repeated, at the most.
    private static let storedLimit = 512
    /// A layer without packets for this long is not forwarded while another arrives. Screens may
    /// come at a few frames a second.
    private static let layerPatience = Duration.milliseconds(1_500)

    init(
        endpoint: Endpoint, section: PublishedSection, source: MediaSource, outbox: Outbox
    ) {
        id = outbox.nextPublicationID()
        self.endpoint = endpoint
        mid = section.mid
        self.source = source
        codec = section.codec
        codecFamily = CodecFamily(section.codec)
        payloadType = section.payloadType
        rtxPayloadType = section.rtxPayloadType
        self.outbox = outbox
        let names: [String?] = section.rids.isEmpty ? [nil] : section.rids
        layers = names.map { IncomingLayer(rid: $0, codec: section.codec) }
        store = PacketStore(packetLimit: Self.storedLimit * layers.count)
        pending.reserveCapacity(Self.pendingLimit + 1)
    }

    /// Its section has gone: nothing more is forwarded or written.
    func end() {
        hasEnded = true
        endRecording()
        pending.removeAll()
    }

    // MARK: Subscribers

    func add(_ subscription: Subscription) {
        subscriptions.append(subscription)
    }

    func remove(_ subscription: Subscription) {
        subscriptions.removeAll { $0 === subscription }
    }

    // MARK: Packets

    /// Takes one packet, whose payload may be empty where its sender only probes.
    func receive(_ packet: MediaPacket, byteCount: Int, isRetransmission: Bool) {
        let arrival = layers[packet.layer].receive(
            packet, byteCount: byteCount, isRetransmission: isRetransmission)
        guard arrival == .new else { return }
        if !isActive { becomeActive(with: packet.layer) }
        guard codec.kind == .video else { return append(packet) }
        guard packet.video.startsKeyframe else {
            append(packet)
            keepIfOvertaking(packet)
            return
        }
        keyframeArrived(packet)
    }

    private func append(_ packet: MediaPacket) {
        if pending.isEmpty { outbox.waiting.append(self) }
        pending.append(packet)
        if pending.count == Self.pendingLimit { forward() }
    }

    /// Whoever begins with this packet has let those pass by that overtook it: they follow once
    /// more, or are asked for again where they are not kept. Where that cannot be, nobody begins
    /// here.
    private func keyframeArrived(_ packet: MediaPacket) {
        let layer = packet.layer
        let isNewest = layers[layer].losses.isNewest(packet.sequenceNumber)
        let isUsable =
            isNewest
            || isKeyframeAwaited(of: layer) && rtxPayloadType != nil
                && layers[layer].losses.missAgain(
                    after: packet.sequenceNumber, at: packet.arrivedAt,
                    isKept: { outbox.overtaking.packet($0, of: id, layer: layer) != nil })
        layers[layer].keyframeArrived(packet, isUsable: isUsable)
        var packet = packet
        if !isUsable { packet.video.cameLate() }
        guard isUsable, !isNewest else { return append(packet) }

        // In a burst of its own: who begins in it gets what follows.
        forward()
        append(packet)
        appendKept(after: packet)
        forward()
    }

    private func appendKept(after packet: MediaPacket) {
        guard let numbers = layers[packet.layer].losses.overtaking(packet.sequenceNumber)
        else { return }
        for number in numbers {
            guard
                var kept = outbox.overtaking.packet(
                    UInt16(truncatingIfNeeded: number), of: id, layer: packet.layer)
            else { continue }
            kept.arrivedAt = packet.arrivedAt
            pending.append(kept)
        }
    }

    /// Keeps a packet that may have overtaken the first one of a key frame.
    private func keepIfOvertaking(_ packet: MediaPacket) {
        guard layers[packet.layer].losses.mayBeOvertaking, isKeyframeAwaited(of: packet.layer)
        else { return }
        let mayBeWritten =
            endpoint.isAdmitted && endpoint.room.tap.mayWrite(packetOf: endpoint.id)
        outbox.overtaking.keep(packet, of: id, mayBeWritten: mayBeWritten)
    }

    /// Ends the burst for this publication. The packets' memory is free afterwards.
    func forward() {
        store.beginBurst(of: pending.count)
        for subscription in subscriptions { subscription.forward(pending, outbox: outbox) }
        record()
        pending.removeAll(keepingCapacity: true)
    }

    /// A layer's packets come from another SSRC from now on: other numbers, another clock.
    func sourceChanged(layer: Int) {
        layers[layer] = IncomingLayer(rid: layers[layer].rid, codec: codec)
        outbox.overtaking.forget(id, layer: layer)
        for subscription in subscriptions { subscription.sourceChanged(layer: layer) }
        recorded?.sourceChanged(layer: layer)
    }

    private func becomeActive(with layer: Int) {
        isActive = true
        if layers[bestLayer].lastPacketAt == nil {
            aim(at: layer)
            for subscription in subscriptions { subscription.aim(at: layer) }
        }
        outbox.post(.publicationActive(endpoint.id, source, true), in: endpoint.room.id)
    }

    // MARK: Recording

    /// The tap is asked here, for each burst of one instant, and nowhere else does a packet reach a
    /// recorder.
    private func record() {
        let tap = endpoint.room.tap
        guard let recording = tap.recording else {
            recorded = nil
            return
        }
        guard endpoint.isAdmitted, tap.mayWrite(packetOf: endpoint.id) else {
            outbox.counters.packetsWithoutConsent += UInt64(
                pending.count { $0.audience == .everybody })
            endRecording()
            return
        }
        if recorded?.recording != recording {
            endRecording()
            recorded = RecordedStream(publication: self, recording: recording, outbox: outbox)
            requestKeyframe(of: bestLayer)
        }
        recorded?.write(pending, of: self, outbox: outbox)
    }

    /// Nothing more of this publication is written into the recording that ran.
    func endRecording() {
        recorded?.end(outbox: outbox)
        recorded = nil
    }

    // MARK: Feedback

    /// A decoder needs a key frame of `layer`. Requests of many are made one.
    func requestKeyframe(of layer: Int) {
        guard codec.kind == .video, layers.indices.contains(layer) else { return }
        layers[layer].keyframes.request()
    }

    /// The publisher's clock, for what follows from this layer (RFC 3550 §6.4.1).
    func receive(_ report: SenderReport, layer: Int, at now: MonotonicTime) {
        layers[layer].receive(report, at: now)
        recorded?.receive(report, layer: layer, at: now, outbox: outbox)
    }

    // MARK: Time

    /// Looks at which layers arrive, about twice a second.
    func chooseLayer(now: MonotonicTime) {
        let arriving = layers.indices.filter { isArriving($0, now: now) }
        if isActive, arriving.isEmpty {
            isActive = false
            outbox.post(.publicationActive(endpoint.id, source, false), in: endpoint.room.id)
        }
        for subscription in subscriptions { subscription.wishKeyframe() }
        if recorded?.needsKeyframe == true { requestKeyframe(of: bestLayer) }
        guard layers.count > 1,
            let best = arriving.max(by: { layers[$0].rank < layers[$1].rank }), best != bestLayer
        else { return }
        aim(at: best)
    }

    private func isArriving(_ layer: Int, now: MonotonicTime) -> Bool {
        layers[layer].lastPacketAt.map { now - $0 < Self.layerPatience } ?? false
    }

    /// What can be received of this picture, from the least to the most.
    ///
    /// - Parameter pixelLimit: a layer is enough that has this area.
    func steps(pixelLimit: Int?, now: MonotonicTime) -> [BitrateAllocation.Step] {
        var steps: [BitrateAllocation.Step] = []
        let arriving = layers.indices.filter { isArriving($0, now: now) }
            .sorted { layers[$0].rank < layers[$1].rank }
        for layer in arriving {
            let top = layers[layer].topTemporalLayer
            // Of a larger picture the sparsest frames are worse than all of a smaller one.
            let least = layer == arriving[0] ? 0 : min(top, 1)
            for temporal in least...top {
                let bitrate = layers[layer].needed(upTo: temporal)
                // More for less: what is smaller is not worth it.
                while let last = steps.last, last.bitrate >= bitrate { steps.removeLast() }
                let limit = temporal == top ? LayerSelector.everyTemporalLayer : UInt8(temporal)
                steps.append(
                    BitrateAllocation.Step(
                        layer: layer, temporalLayers: limit, bitrate: bitrate))
            }
            if let pixelLimit, layers[layer].pixelCount >= pixelLimit { break }
        }
        return steps
    }

    private func aim(at layer: Int) {
        bestLayer = layer
        recorded?.aim(at: layer)
        requestKeyframe(of: layer)
    }

    /// Whether somebody still waits for a key frame of this layer.
    private func isKeyframeAwaited(of layer: Int) -> Bool {
        subscriptions.contains { $0.awaitsKeyframe(of: layer) }
            || layer == bestLayer && recorded?.needsKeyframe == true
    }
}
