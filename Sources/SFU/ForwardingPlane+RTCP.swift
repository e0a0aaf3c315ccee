import DTLSSRTP
import RTP
import Wire

extension ForwardingPlane {
    /// Decrypts one RTCP packet in place and hands each of its blocks to where it belongs.
    func receiveRTCP(
        _ datagram: UnsafeMutableRawBufferPointer, over connection: MediaConnection,
        now: MonotonicTime
    ) {
        guard let receiver = connection.receiver else { return }
        let length: Int
        do {
            length = try receiver.unprotectRTCP(datagram)
        } catch {
            outbox.count(error)
            return
        }
        let bytes = UnsafeRawBufferPointer(rebasing: datagram[..<length]).bytes
        var compound = RTCPCompound()
        while let block = compound.next(in: bytes) {
            switch connection.purpose {
            case .publish: receivePublishers(block, in: bytes, from: connection.endpoint, now: now)
            case .subscribe:
                receiveSubscribers(block, in: bytes, from: connection.endpoint, now: now)
            }
        }
    }

    private func receivePublishers(
        _ block: RTCPBlock, in bytes: RawSpan, from endpoint: Endpoint, now: MonotonicTime
    ) {
        guard let report = SenderReport(parsing: bytes, block: block) else { return }
        endpoint.publisher?.receive(report, now: now)
    }

    private func receiveSubscribers(
        _ block: RTCPBlock, in bytes: RawSpan, from endpoint: Endpoint, now: MonotonicTime
    ) {
        guard let subscriber = endpoint.subscriber else { return }
        switch block.kind {
        case .receiverReport:
            guard let report = ReceiverReport(parsing: bytes, block: block) else { return }
            for index in 0..<report.reports.count {
                guard let reception = report.reports.report(at: index, in: bytes) else { return }
                subscriber.receive(reception, now: now)
            }
        case .genericNACK:
            guard let nack = GenericNACK(parsing: bytes, block: block) else { return }
            for index in 0..<min(nack.pairCount, Self.nackPairLimit) {
                guard let pair = nack.pair(at: index, in: bytes) else { return }
                for sequenceNumber in pair {
                    subscriber.retransmit(sequenceNumber, of: nack.mediaSSRC, now: now)
                }
            }
        case .pictureLossIndication:
            guard let request = PictureLossIndication(parsing: bytes, block: block)
            else { return }
            subscriber.receiveKeyframeRequest(for: request.mediaSSRC)
        case .fullIntraRequest:
            guard let request = FullIntraRequest(parsing: bytes, block: block) else { return }
            for index in 0..<request.entryCount {
                guard let entry = request.entry(at: index, in: bytes) else { return }
                subscriber.receiveKeyframeRequest(for: entry.ssrc)
            }
        case .transportFeedback:
            guard let feedback = TransportFeedback(parsing: bytes, block: block) else { return }
            subscriber.receive(feedback, in: bytes, now: now)
        case .receiverEstimatedMaximumBitrate:
            guard let estimate = ReceiverEstimatedMaximumBitrate(parsing: bytes, block: block)
            else { return }
            subscriber.receive(estimate, now: now)
        case .senderReport, .sourceDescription, .goodbye, .other:
            break
        }
    }

    /// A request for more packets than a cache holds is not answered to its end.
    private static var nackPairLimit: Int { 64 }
}
