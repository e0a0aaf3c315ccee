import DTLSSRTP
import ICE
import RTP
import Wire

/// The peer connection on which a simulated browser sends: captures, packetizes, repeats what the
/// server misses and makes key frames when it is asked to.
package final class SimulatedPublisher {
    package let transport: SimulatedTransport
    package var offer = BrowserOffer()
    /// Nothing is captured while false.
    package var isSending = true
    /// Packets the server told to have arrived, by transport-wide feedback.
    package private(set) var feedbackReceived = 0
    package private(set) var requestedNumbers = 0
    package private(set) var packetsSent = 0
    private var transportSequenceNumber: UInt16 = 0
    private var nextFrameAt: [UInt32: MonotonicTime] = [:]
    private var nextReportAt: MonotonicTime?
    /// Protected packets of sound, which are repeated as they are.
    private var soundHistory: [UInt64: [UInt8]] = [:]
    /// Our clock minus the simulation's, in nanoseconds since 1900.
    package let ntpOffset: Int64

    package init(_ transport: SimulatedTransport, random: inout SplitMix64) {
        self.transport = transport
        ntpOffset = Int64.random(in: 1...2_000_000_000, using: &random) * 1_000_000_000
    }

    package var streams: [SentStream] { offer.sections.flatMap(\.streams) }

    /// What our wall clock reads, as 32.32 fixed point.
    package func ntpTime(at now: MonotonicTime) -> UInt64 {
        let nanoseconds = UInt64(now.nanoseconds + ntpOffset)
        let (seconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        return seconds << 32 | (rest << 32) / 1_000_000_000
    }

    // MARK: Description

    package func makeOffer() -> String {
        offer.next(transport.local, transport.certificate)
    }

    package func receiveAnswer(_ text: String, now: MonotonicTime) {
        guard let (ufrag, password) = SDPText(text).credentials else { return }
        transport.setRemote(ICECredentials(ufrag: ufrag, password: password), now: now)
    }

    // MARK: Time

    package var nextDeadline: MonotonicTime? {
        guard transport.isConnected, isSending else { return transport.nextDeadline }
        return ([transport.nextDeadline, nextReportAt] + nextFrameAt.values.map { $0 })
            .compactMap(\.self).min()
    }

    package func advance(to now: MonotonicTime) {
        transport.advance(to: now)
        guard transport.isConnected, isSending else { return }
        for section in offer.sections where section.isActive && !section.isStopped {
            for stream in section.streams where stream.isActive {
                sendFrames(of: stream, now: now)
            }
        }
        if (nextReportAt ?? now) <= now {
            nextReportAt = now + .seconds(1)
            sendReports(now: now)
        }
    }

    private func sendFrames(of stream: SentStream, now: MonotonicTime) {
        let due = nextFrameAt[stream.ssrc] ?? now
        guard due <= now else { return }
        nextFrameAt[stream.ssrc] = due + stream.frameInterval
        for packet in stream.nextFrame(
            now: now, transportSequenceNumber: &transportSequenceNumber)
        {
            guard let protected = send(packet), !stream.isVideo else { continue }
            let key = UInt64(stream.ssrc) << 16 | UInt64(stream.sequenceNumber)
            soundHistory[key] = protected
        }
    }

    /// The protected packets of the stream's next frames, which are not sent.
    package func protectedFrames(
        of stream: SentStream, count: Int, from start: MonotonicTime
    ) -> [[UInt8]] {
        (0..<count).flatMap { frame in
            stream.nextFrame(
                now: start + .milliseconds(10 * Int64(frame)),
                transportSequenceNumber: &transportSequenceNumber
            ).compactMap { try? transport.sender?.protectedRTP($0) }
        }
    }

    /// Protects and queues a plain RTP packet.
    @discardableResult
    package func send(_ packet: [UInt8]) -> [UInt8]? {
        guard let protected = try? transport.sender?.protectedRTP(packet) else { return nil }
        packetsSent += 1
        transport.send(raw: protected)
        return protected
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

    private func sendReports(now: MonotonicTime) {
        for stream in streams where stream.packetCount > 0 && stream.isActive {
            let report = SenderReport(
                ssrc: stream.ssrc, ntp: ntpTime(at: now),
                rtpTimestamp: stream.rtpTimestamp(at: now), packetCount: stream.packetCount,
                octetCount: stream.octetCount)
            sendRTCP { writer in
                report.write(to: &writer)
                SourceDescription.write(
                    ssrc: stream.ssrc, cname: Array("browser".utf8), to: &writer)
            }
        }
    }

    // MARK: Datagrams

    package func receive(_ datagram: [UInt8], now: MonotonicTime) {
        guard case .rtcp(let packet) = transport.receive(datagram, now: now) else { return }
        let bytes = packet.span.bytes
        var compound = RTCPCompound()
        while let block = compound.next(in: bytes) {
            if let nack = GenericNACK(parsing: bytes, block: block) {
                for index in 0..<nack.pairCount {
                    guard let pair = nack.pair(at: index, in: bytes) else { break }
                    for number in pair { repeatPacket(number, of: nack.mediaSSRC) }
                }
            } else if let request = PictureLossIndication(parsing: bytes, block: block) {
                for stream in streams where stream.ssrc == request.mediaSSRC {
                    stream.encoder.wantsKeyframe = true
                    stream.keyframeRequests.append(now)
                }
            } else if let report = ReceiverReport(parsing: bytes, block: block) {
                for index in 0..<report.reports.count {
                    guard let block = report.reports.report(at: index, in: bytes) else { break }
                    for stream in streams where stream.ssrc == block.ssrc {
                        stream.reportedLoss = block.fractionLost
                    }
                }
            } else if block.kind == .transportFeedback {
                feedbackReceived += 1
            }
        }
    }

    private func repeatPacket(_ number: UInt16, of ssrc: UInt32) {
        requestedNumbers += 1
        guard let stream = streams.first(where: { $0.ssrc == ssrc }) else { return }
        if let packet = stream.retransmission(
            of: number, transportSequenceNumber: &transportSequenceNumber)
        {
            send(packet)
        } else if let sound = soundHistory[UInt64(ssrc) << 16 | UInt64(number)] {
            transport.send(raw: sound)
        }
    }
}
