import Congestion
import DTLSSRTP
import RTP
import SDP
import Wire

/// What an endpoint receives: its subscribing connection and the subscriptions on it.
final class Subscriber {
    unowned let endpoint: Endpoint
    let connection: MediaConnection
    private(set) var subscriptions: [Subscription] = []
    private(set) var negotiation = SubscribeNegotiation()
    /// Of the next packet on this connection, for transport-wide congestion control.
    private var transportSequenceNumber: UInt16 = 0
    /// `nil` until a report echoed our clock.
    private(set) var roundTrip: Duration?
    private var lastReportAt: MonotonicTime?
    private var retransmissions = RetransmissionBudget()
    /// What its path carries.
    var bandwidth = BandwidthEstimator()
    /// What was divided among the pictures last; `nil` where nothing limited.
    var dividedBitrate: Int?
    /// What all pictures would need at their best, and the sound.
    var demand = 0
    /// Of pictures that are shown smaller than they might be.
    var pictureLimits: [PictureLimit] = []
    let outbox: Outbox

    /// Ten seconds, in the reports' unit of 1/65536 s: more is not a measurement.
    private static let roundTripLimit: UInt32 = 655_360
    private static let reportInterval = Duration.seconds(1)

    init(endpoint: Endpoint, connection: MediaConnection, outbox: Outbox) {
        self.endpoint = endpoint
        self.connection = connection
        self.outbox = outbox
    }

    func nextTransportSequenceNumber() -> UInt16 {
        transportSequenceNumber &+= 1
        return transportSequenceNumber
    }

    // MARK: Subscriptions

    func subscribe(to publication: Publication) {
        let subscription = Subscription(publication: publication, subscriber: self)
        guard let mid = negotiation.add(subscription) else { return }
        subscription.place(in: mid)
        subscriptions.append(subscription)
        publication.add(subscription)
    }

    /// Begins to send what an answer to the subscriber's own offer promises.
    func play(_ subscription: Subscription, in section: PlaybackSection) {
        subscriptions.append(subscription)
        subscription.publication.add(subscription)
        subscription.place(in: section)
    }

    func unsubscribe(from publication: Publication) {
        for subscription in subscriptions where subscription.publication === publication {
            negotiation.remove(subscription)
            publication.remove(subscription)
        }
        subscriptions.removeAll { $0.publication === publication }
    }

    func unsubscribeFromAll() {
        for subscription in subscriptions { unsubscribe(from: subscription.publication) }
    }

    /// The decoders of this subscriber begin anew.
    func wishKeyframes() {
        for subscription in subscriptions { subscription.wishKeyframe() }
    }

    // MARK: Description

    /// Posts an offer if what is received has changed and the last offer is answered.
    func offerIfNeeded() {
        guard negotiation.needsOffer else { return }
        negotiation.sendOffer()
        let sdp = SubscribeOffer.make(
            sections: negotiation.offered, transport: connection.description,
            sessionVersion: negotiation.version)
        let tracks = negotiation.sections.compactMap { section in
            section.subscription.map {
                ForwardedTrack(
                    mid: section.offered.mid, publisher: $0.publication.endpoint.id,
                    source: $0.publication.source)
            }
        }
        outbox.post(
            .subscribeOffer(endpoint.id, sdp: sdp, tracks: tracks), in: endpoint.room.id)
    }

    /// Offers again with new ICE credentials.
    func restart() {
        connection.renewCredentials()
        negotiation.restart()
        offerIfNeeded()
    }

    /// - Throws: what is wrong with the answer; the offer stays open then.
    func receiveAnswer(_ text: String, now: MonotonicTime) throws(MediaReply.Refusal) {
        guard negotiation.isAwaitingAnswer else { throw .unexpectedAnswer }
        let answer: SubscribeAnswer
        do {
            answer = try SubscribeAnswer(parsing: text, for: negotiation.offered)
        } catch {
            throw .badDescription(error.description)
        }
        if let remote = answer.remote {
            // An answer to a restart has new credentials (RFC 8839 §4.4.1.1.1): this one is to the
            // offer before it.
            guard !negotiation.isRestarting || !connection.isKnown(remote)
            else { throw .unexpectedAnswer }
            connection.setRemote(remote, now: now)
        }
        negotiation.answered()
        for subscription in subscriptions
        where answer.accepted.contains(where: { $0.mid == subscription.mid }) {
            subscription.accept()
        }
        offerIfNeeded()
    }

    // MARK: RTCP

    /// Sends sender reports where they are due.
    func sendReports(now: MonotonicTime) {
        guard connection.isReady,
            lastReportAt.map({ now - $0 >= Self.reportInterval }) ?? true
        else { return }
        lastReportAt = now
        let ntpTime = outbox.ntpTime(at: now)
        for subscription in subscriptions {
            guard let report = subscription.senderReport(ntpTime: ntpTime) else { continue }
            let cname = subscription.publication.endpoint.cname
            connection.sendRTCP { writer in
                report.write(to: &writer)
                SourceDescription.write(ssrc: report.ssrc, cname: cname, to: &writer)
            }
        }
    }

    func receive(_ block: ReportBlock, now: MonotonicTime) {
        guard let subscription = subscription(of: block.ssrc) else { return }
        subscription.receive(block)
        let arrival = SenderReport.compact(ntp: outbox.ntpTime(at: now))
        guard let elapsed = block.roundTrip(arrival: arrival), elapsed < Self.roundTripLimit
        else { return }
        let measured = Duration.nanoseconds(Int64(elapsed) * 1_000_000_000 / 65_536)
        roundTrip = roundTrip.map { ($0 * 7 + measured) / 8 } ?? measured
    }

    /// The subscriber misses a packet.
    func retransmit(_ sequenceNumber: UInt16, of ssrc: UInt32, now: MonotonicTime) {
        guard retransmissions.hasRoom(now: now) else { return }
        let length = subscription(of: ssrc)?.retransmit(sequenceNumber, now: now, outbox: outbox)
        retransmissions.spend(length ?? 0)
    }

    /// The decoder of this stream has lost its state.
    func receiveKeyframeRequest(for ssrc: UInt32) {
        subscription(of: ssrc)?.requestKeyframe()
    }

    private func subscription(of ssrc: UInt32) -> Subscription? {
        subscriptions.first { $0.ssrc == ssrc }
    }

    /// What its reports said since the last call: the worst loss, 0...1, and the greatest jitter.
    func takeReception() -> (loss: Double, jitterMilliseconds: Double) {
        var worst = (loss: 0.0, jitterMilliseconds: 0.0)
        for subscription in subscriptions {
            let reception = subscription.takeReception()
            worst.loss = max(worst.loss, reception.loss)
            worst.jitterMilliseconds = max(
                worst.jitterMilliseconds, reception.jitterMilliseconds)
        }
        return worst
    }
}
