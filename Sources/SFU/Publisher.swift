import DTLSSRTP
import RTP
import SDP
import Wire

/// What an endpoint sends: its publishing connection and the publications on it.
final class Publisher {
    unowned let endpoint: Endpoint
    let connection: MediaConnection
    private(set) var publications: [Publication] = []
    private var streams = SSRCTable()
    private var extensionMap = ExtensionMap()
    private var feedback: TransportFeedbackBuilder
    private(set) var clock = PublisherClock()
    private let outbox: Outbox
    /// Our own SSRC in feedback to this endpoint.
    let ssrc = UInt32.random(in: 1...UInt32.max)
    private var lastReportAt: MonotonicTime?
    private var missing: [UInt16] = []

    private static let reportInterval = Duration.seconds(1)

    init(endpoint: Endpoint, connection: MediaConnection, outbox: Outbox) {
        self.endpoint = endpoint
        self.connection = connection
        self.outbox = outbox
        feedback = TransportFeedbackBuilder()
    }

    // MARK: Description

    /// Takes the sections of an answered offer. Sections keep their publication as long as mid and
    /// codec stay; a section that stopped ends it.
    ///
    /// - Returns: what is new and what has ended.
    func update(
        _ sections: [PublishedSection], sources: [String: MediaSource]
    ) -> (added: [Publication], removed: [Publication]) {
        var added: [Publication] = []
        var removed: [Publication] = []
        // A section that was closed is not among them any more.
        for index in publications.indices where !publications[index].hasEnded {
            if !sections.contains(where: { $0.mid == publications[index].mid }) {
                removed.append(end(index))
            }
        }
        for section in sections {
            mapExtensions(of: section)
            let known = publications.firstIndex { $0.mid == section.mid && !$0.hasEnded }
            guard section.isActive else {
                if let known { removed.append(end(known)) }
                continue
            }
            if let known {
                guard publications[known].codec != section.codec else {
                    noteSSRCs(of: section, publication: known)
                    continue
                }
                removed.append(end(known))
            }
            guard
                publications.count(where: { !$0.hasEnded })
                    < outbox.configuration.maximumPublicationsPerEndpoint
            else { continue }
            let source = sources[section.mid] ?? (section.kind == .audio ? .microphone : .camera)
            let publication = Publication(
                endpoint: endpoint, section: section, source: source, outbox: outbox)
            noteSSRCs(of: section, publication: place(publication))
            added.append(publication)
        }
        return (added, removed)
    }

    /// Gives a publication its place: that of one that has ended, or a new one.
    private func place(_ publication: Publication) -> Int {
        guard let free = publications.firstIndex(where: \.hasEnded) else {
            publications.append(publication)
            return publications.count - 1
        }
        publications[free] = publication
        return free
    }

    private func end(_ index: Int) -> Publication {
        let publication = publications[index]
        publication.end()
        streams.removeAll(of: index)
        return publication
    }

    private func mapExtensions(of section: PublishedSection) {
        for element in section.extensions {
            guard let kind = ExtensionKind(uri: element.uri) else { continue }
            extensionMap.map(element.id, to: kind)
        }
    }

    /// What the offer says of SSRCs; simulcast layers are announced by rid in the packets only.
    private func noteSSRCs(of section: PublishedSection, publication: Int) {
        guard section.rids.isEmpty, let stream = section.streams.first else { return }
        assign(stream.ssrc, publication, layer: 0, isRetransmission: false)
        if let ssrc = stream.rtxSSRC {
            assign(ssrc, publication, layer: 0, isRetransmission: true)
        }
    }

    private func assign(_ ssrc: UInt32, _ publication: Int, layer: Int, isRetransmission: Bool) {
        streams.set(
            ssrc,
            to: .init(publication: publication, layer: layer, isRetransmission: isRetransmission))
        if isRetransmission {
            publications[publication].layers[layer].rtxSSRC = ssrc
        } else {
            if let former = publications[publication].layers[layer].ssrc, former != ssrc {
                streams.remove(former)
                publications[publication].sourceChanged(layer: layer)
            }
            publications[publication].layers[layer].ssrc = ssrc
        }
    }

    // MARK: RTP

    /// Takes one protected RTP packet, decrypts it in place and hands it to its publication.
    func receiveRTP(_ datagram: UnsafeMutableRawBufferPointer, now: MonotonicTime) {
        guard let receiver = connection.receiver,
            let headerLength = RTPHeader.length(of: UnsafeRawBufferPointer(datagram).bytes)
        else {
            outbox.counters.packetsMalformed += 1
            return
        }
        let length: Int
        do {
            length = try receiver.unprotectRTP(datagram, headerLength: headerLength)
        } catch {
            outbox.count(error)
            return
        }
        let packet = UnsafeMutableRawBufferPointer(rebasing: datagram[..<length])
        let bytes = UnsafeRawBufferPointer(packet).bytes
        guard let header = RTPHeader(parsing: bytes) else {
            outbox.counters.packetsMalformed += 1
            return
        }
        outbox.counters.packetsReceived += 1
        let extensions = HeaderExtensions(parsing: bytes, header: header, map: extensionMap)
        if let number = extensions.transportSequenceNumber(in: bytes) {
            feedback.receive(number, ssrc: header.ssrc, at: now)
        }
        guard
            let stream = streams.stream(for: header.ssrc)
                ?? identify(header, extensions, in: bytes, now: now)
        else {
            outbox.counters.datagramsUnrouted += 1
            return
        }
        deliver(packet, header, extensions, stream, now: now)
    }

    private func deliver(
        _ packet: UnsafeMutableRawBufferPointer, _ header: RTPHeader,
        _ extensions: HeaderExtensions, _ stream: SSRCTable.Stream, now: MonotonicTime
    ) {
        let publication = publications[stream.publication]
        var sequenceNumber = header.sequenceNumber
        var payload = UnsafeMutableRawBufferPointer(rebasing: packet[header.payloadRange])
        guard
            header.payloadType
                == (stream.isRetransmission
                    ? publication.rtxPayloadType : publication.payloadType)
        else {
            outbox.counters.packetsMalformed += 1
            return
        }
        if stream.isRetransmission {
            // RFC 4588 §4: the payload begins with the number of the packet it repeats.
            guard let original = UnsafeRawBufferPointer(payload).bytes.uint16(at: 0) else { return }
            sequenceNumber = original
            payload = UnsafeMutableRawBufferPointer(rebasing: payload[2...])
        }
        let bytes = UnsafeRawBufferPointer(packet)
        let descriptor = extensions.range(of: .dependencyDescriptor).map {
            UnsafeRawBufferPointer(rebasing: bytes[$0])
        }
        let media = MediaPacket(
            sequenceNumber: sequenceNumber, rtpTimestamp: header.timestamp,
            hasMarker: header.marker, arrivedAt: now, layer: stream.layer,
            audioLevel: extensions.audioLevel(in: bytes.bytes),
            dependencyDescriptor: descriptor ?? UnsafeRawBufferPointer(start: nil, count: 0),
            payload: payload,
            video: VideoPeek(
                of: UnsafeRawBufferPointer(payload).bytes, codec: publication.codecFamily))
        publication.receive(
            media, byteCount: packet.count, isRetransmission: stream.isRetransmission)
        if let level = media.audioLevel { endpoint.room.heard(level, of: endpoint, now: now) }
    }

    /// Finds what an SSRC is that no description has named: by rid within a section, by mid, or by
    /// the one section of its payload type (RFC 8843 §9.2).
    private func identify(
        _ header: RTPHeader, _ extensions: HeaderExtensions, in packet: RawSpan,
        now: MonotonicTime
    ) -> SSRCTable.Stream? {
        let mid = extensions.range(of: .mid).map {
            String(decoding: packet.copy($0), as: UTF8.self)
        }
        let rid = extensions.range(of: .rid) ?? extensions.range(of: .repairedRid)
        let candidates = publications.indices.filter { index in
            let publication = publications[index]
            guard !publication.hasEnded else { return false }
            if let mid { return publication.mid == mid }
            return publication.payloadType == header.payloadType
                || publication.rtxPayloadType == header.payloadType
        }
        guard candidates.count == 1, let index = candidates.first else { return nil }
        let publication = publications[index]
        let isRetransmission = header.payloadType != publication.payloadType
        guard !isRetransmission || header.payloadType == publication.rtxPayloadType
        else { return nil }
        var layer = 0
        if publication.layers.count > 1 || publication.layers[0].rid != nil {
            guard let rid else { return nil }
            let name = String(decoding: packet.copy(rid), as: UTF8.self)
            guard let index = publication.layers.firstIndex(where: { $0.rid == name })
            else { return nil }
            layer = index
        }
        guard publication.layers[layer].accepts(isRetransmission: isRetransmission, now: now)
        else { return nil }
        assign(header.ssrc, index, layer: layer, isRetransmission: isRetransmission)
        return .init(publication: index, layer: layer, isRetransmission: isRetransmission)
    }

    // MARK: RTCP

    /// Takes one block of a decrypted RTCP packet that this endpoint sent as a publisher.
    func receive(_ report: SenderReport, now: MonotonicTime) {
        guard let stream = streams.stream(for: report.ssrc), !stream.isRetransmission
        else { return }
        clock.receive(ntp: report.ntp, arrival: outbox.ntpTime(at: now))
        publications[stream.publication].receive(report, layer: stream.layer, at: now)
    }

    /// Sends what has become due: feedback on arrivals, requests for lost packets and key frames,
    /// receiver reports.
    func sendFeedback(now: MonotonicTime) {
        guard connection.isReady else { return }
        if feedback.isDue(at: now) {
            connection.sendRTCP { _ = feedback.write(senderSSRC: ssrc, into: &$0) }
        }
        for publication in publications where !publication.hasEnded {
            requestLost(of: publication, now: now)
            requestKeyframes(of: publication, now: now)
        }
        if lastReportAt.map({ now - $0 >= Self.reportInterval }) ?? true {
            lastReportAt = now
            sendReports(now: now)
        }
    }

    private func requestLost(of publication: Publication, now: MonotonicTime) {
        let roundTrip = endpoint.roundTrip
        for index in publication.layers.indices {
            guard let mediaSSRC = publication.layers[index].ssrc else { continue }
            missing.removeAll(keepingCapacity: true)
            publication.layers[index].losses.takeDue(
                at: now, roundTrip: roundTrip, into: &missing)
            if publication.layers[index].losses.takeKeyframeWish() {
                publication.requestKeyframe(of: index)
            }
            guard !missing.isEmpty else { continue }
            outbox.counters.retransmissionsRequested += UInt64(missing.count)
            connection.sendRTCP {
                GenericNACK.write(
                    senderSSRC: ssrc, mediaSSRC: mediaSSRC, sequenceNumbers: missing, to: &$0)
            }
        }
    }

    /// Asks for awaited key frames anew with the next feedback.
    func repeatKeyframeRequests() {
        for publication in publications {
            for index in publication.layers.indices {
                publication.layers[index].keyframes.pathChanged()
            }
        }
    }

    private func requestKeyframes(of publication: Publication, now: MonotonicTime) {
        for index in publication.layers.indices {
            guard let mediaSSRC = publication.layers[index].ssrc,
                publication.layers[index].keyframes.takeDue(at: now)
            else { continue }
            outbox.counters.keyframesRequested += 1
            connection.sendRTCP {
                PictureLossIndication(senderSSRC: ssrc, mediaSSRC: mediaSSRC).write(to: &$0)
            }
        }
    }

    private func sendReports(now: MonotonicTime) {
        var blocks: [ReportBlock] = []
        for publication in publications where !publication.hasEnded {
            for index in publication.layers.indices {
                publication.layers[index].measureBitrate()
                guard let ssrc = publication.layers[index].ssrc,
                    let block = publication.layers[index].statistics.takeReport(
                        ssrc: ssrc, at: now)
                else { continue }
                blocks.append(block)
                endpoint.noteUpstreamLoss(Double(block.fractionLost) / 256)
            }
        }
        guard !blocks.isEmpty else { return }
        connection.sendRTCP {
            ReceiverReport.write(ssrc: ssrc, blocks: blocks, to: &$0)
        }
    }
}
