import DTLSSRTP
import ICE
import RTP
import SFU
import Wire

/// The peer connection on which a simulated browser receives: answers offers, asks for what it
/// misses, reports.
package final class SimulatedSubscriber {
    package let transport: SimulatedTransport
    /// By mid of the latest offer, active sections alone.
    package private(set) var streams: [String: ReceivedStream] = [:]
    /// Streams of sections that were taken for another since.
    package private(set) var formerStreams: [ReceivedStream] = []
    package private(set) var lastOffer: SDPText?
    /// Plain packets of SSRCs that no offer named.
    package private(set) var unknownPackets = 0
    package private(set) var packetsReceived = 0
    package private(set) var lastPacketAt: MonotonicTime?
    /// Asks for what is missing.
    package var repairs = true
    /// Tells when each packet arrived.
    package var tellsArrivals = false
    private var arrivals = TransportFeedbackBuilder()
    /// Replaces the certificate's own in answers.
    package var fingerprint: String?
    private let ssrc: UInt32
    private var nextReportAt: MonotonicTime?
    private var nextRepairAt: MonotonicTime?

    package init(_ transport: SimulatedTransport, random: inout SplitMix64) {
        self.transport = transport
        ssrc = UInt32.random(in: 1...UInt32.max, using: &random)
    }

    // MARK: Description

    /// Takes an offer and answers it.
    package func answer(_ text: String, now: MonotonicTime) -> String {
        let offer = SDPText(text)
        lastOffer = offer
        if let (ufrag, password) = offer.credentials {
            let remote = ICECredentials(ufrag: ufrag, password: password)
            if let former = transport.remote, former != remote { transport.restart() }
            transport.setRemote(remote, now: now)
        }
        var lines = ["v=0", "o=- 4611731400430051336 2 IN IP4 127.0.0.1", "s=-", "t=0 0"]
        lines += SDPText.values("a=group:BUNDLE", in: offer.session).map {
            "a=group:BUNDLE" + $0
        }
        for section in offer.sections {
            take(section)
            lines += self.lines(answering: section)
        }
        return lines.map { $0 + "\r\n" }.joined()
    }

    private func take(_ section: [Substring]) {
        guard let mid = SDPText.value("a=mid:", in: section) else { return }
        let ssrcs = SDPText.values("a=ssrc:", in: section)
        let groups = SDPText.values("a=ssrc-group:FID ", in: section)
        let repair = groups.first?.split(separator: " ").last.flatMap { UInt32($0) }
        let first =
            groups.first?.split(separator: " ").first
            ?? ssrcs.first?.split(
                separator: " "
            ).first
        guard section.contains("a=sendonly"), let ssrc = first.flatMap({ UInt32($0) }) else {
            if let former = streams.removeValue(forKey: mid) { formerStreams.append(former) }
            return
        }
        guard streams[mid]?.ssrc != ssrc else { return }
        if let former = streams[mid] { formerStreams.append(former) }
        streams[mid] = ReceivedStream(
            mid: mid, ssrc: ssrc, rtxSSRC: repair, isVideo: section[0].hasPrefix("m=video"),
            cname: ssrcs.first?.split(separator: "cname:").last.map(String.init))
    }

    /// Chromium's answer: what was offered, the other way round.
    private func lines(answering section: [Substring]) -> [String] {
        let kept = ["a=mid:", "a=rtpmap:", "a=fmtp:", "a=rtcp-fb:", "a=extmap:"]
        var lines = [String(section[0]), "c=IN IP4 0.0.0.0"]
        lines += section.filter { line in kept.contains { line.hasPrefix($0) } }.map(String.init)
        lines += [
            "a=ice-ufrag:\(transport.local.ufrag)", "a=ice-pwd:\(transport.local.password)",
            "a=ice-options:trickle",
            "a=fingerprint:sha-256 \(fingerprint ?? transport.certificate.fingerprint.text)",
            "a=setup:active", section.contains("a=sendonly") ? "a=recvonly" : "a=inactive",
            "a=rtcp-mux", "a=rtcp-rsize",
        ]
        return lines
    }

    // MARK: Time

    package var nextDeadline: MonotonicTime? {
        guard transport.isConnected else { return transport.nextDeadline }
        let feedbackAt = tellsArrivals ? arrivals.nextDeadline : nil
        return [transport.nextDeadline, nextReportAt, nextRepairAt, feedbackAt]
            .compactMap(\.self).min()
    }

    package func advance(to now: MonotonicTime) {
        transport.advance(to: now)
        guard transport.isConnected, !transport.isMute else { return }
        if (nextRepairAt ?? now) <= now {
            nextRepairAt = now + .milliseconds(20)
            if repairs { askForMissing(now: now) }
        }
        if tellsArrivals, arrivals.isDue(at: now) {
            sendRTCP { _ = arrivals.write(senderSSRC: ssrc, into: &$0) }
        }
        if (nextReportAt ?? now) <= now {
            nextReportAt = now + .seconds(1)
            let blocks = streams.values.compactMap { $0.takeReport(now: now) }
            sendRTCP { ReceiverReport.write(ssrc: ssrc, blocks: blocks, to: &$0) }
        }
    }

    private func askForMissing(now: MonotonicTime) {
        for stream in streams.values {
            let wanted = stream.takeWanted(now: now)
            guard !wanted.isEmpty else { continue }
            sendRTCP {
                GenericNACK.write(
                    senderSSRC: ssrc, mediaSSRC: stream.ssrc, sequenceNumbers: wanted, to: &$0)
            }
        }
    }

    /// Asks for a key frame.
    package func requestKeyframe(of stream: ReceivedStream) {
        sendRTCP {
            PictureLossIndication(senderSSRC: ssrc, mediaSSRC: stream.ssrc).write(to: &$0)
        }
    }

    /// Protects and queues a plain compound RTCP packet.
    package func sendRTCP(_ write: (inout ByteWriter) -> Void) {
        var memory = [UInt8](repeating: 0, count: 1_400)
        let length = memory.withUnsafeMutableBytes { memory in
            var writer = ByteWriter(into: memory)
            write(&writer)
            return writer.count
        }
        guard
            let protected = try? transport.sender?.protectedRTCP(Array(memory[..<length]))
        else { return }
        transport.send(raw: protected)
    }

    // MARK: Datagrams

    package func receive(_ datagram: [UInt8], now: MonotonicTime) {
        switch transport.receive(datagram, now: now) {
        case .nothing: break
        case .rtp(let packet):
            packetsReceived += 1
            lastPacketAt = now
            noteArrival(of: packet, now: now)
            guard let ssrc = RTPHeader.ssrc(of: packet.span.bytes),
                let stream = (Array(streams.values) + formerStreams).first(where: {
                    $0.ssrc == ssrc || $0.rtxSSRC == ssrc
                })
            else {
                unknownPackets += 1
                return
            }
            stream.receive(packet, now: now)
        case .rtcp(let packet): receiveReports(packet, now: now)
        }
    }

    private func noteArrival(of packet: [UInt8], now: MonotonicTime) {
        var map = ExtensionMap()
        map.map(5, to: .transportSequence)
        let bytes = packet.span.bytes
        guard tellsArrivals, let header = RTPHeader(parsing: bytes),
            let number = HeaderExtensions(parsing: bytes, header: header, map: map)
                .transportSequenceNumber(in: bytes)
        else { return }
        arrivals.receive(number, ssrc: header.ssrc, at: now)
    }

    private func receiveReports(_ packet: [UInt8], now: MonotonicTime) {
        let bytes = packet.span.bytes
        var report: SenderReport?
        var cname: String?
        var compound = RTCPCompound()
        while let block = compound.next(in: bytes) {
            report = SenderReport(parsing: bytes, block: block) ?? report
            if let report, let description = SourceDescription(block: block) {
                cname = description.cname(of: report.ssrc, in: bytes).map {
                    String(decoding: bytes.copy($0), as: UTF8.self)
                }
            }
        }
        guard let report else { return }
        for stream in streams.values where stream.ssrc == report.ssrc {
            stream.receive(report, cname: cname, now: now)
        }
    }
}
