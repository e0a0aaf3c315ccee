import Congestion
import RTP
import SDP
import Wire

/// What a subscriber's path carries, found out and divided.
extension Subscriber {
    /// Statuses of one feedback that are read: no more packets are remembered.
    private static var statusLimit: Int { SentPacketLog.capacity }
    /// Assumed of sound that has not been measured, in bits per second.
    private static var soundBitrate: Int { 48_000 }
    /// Room beyond what all pictures need that is looked for: more than a rise needs.
    private static var demandMargin: Double { 1.25 }
    /// The estimate has changed by this share: its division is out of date.
    private static var notable: Double { 0.08 }

    /// What limits this subscriber, in bits per second; `nil` for nothing.
    private var limit: Int? {
        outbox.configuration.followsBandwidth ? bandwidth.bitrate : nil
    }

    // MARK: Feedback

    func receive(_ feedback: TransportFeedback, in bytes: RawSpan, now: MonotonicTime) {
        var statuses = feedback.statuses
        for _ in 0..<Self.statusLimit {
            guard let status = statuses.next(in: bytes) else { break }
            bandwidth.receive(status.sequenceNumber, arrival: status.arrival, at: now)
        }
        bandwidth.endFeedback(at: now)
        divideIfChanged(now: now)
    }

    func receive(_ estimate: ReceiverEstimatedMaximumBitrate, now: MonotonicTime) {
        bandwidth.receiveMaximum(estimate.bitrate)
        divideIfChanged(now: now)
    }

    /// Another path: nothing is known of it.
    func forgetBandwidth() {
        bandwidth = BandwidthEstimator()
    }

    // MARK: Division

    /// How large pictures are shown.
    func limitPictures(_ limits: [PictureLimit], now: MonotonicTime) {
        pictureLimits = limits
        divide(now: now)
    }

    private func pixelLimit(of subscription: Subscription) -> Int? {
        let publication = subscription.publication
        return pictureLimits.first {
            $0.publisher == publication.endpoint.id && $0.source == publication.source
        }?.pixelCount
    }

    private func divideIfChanged(now: MonotonicTime) {
        guard let divided = dividedBitrate, let bitrate = limit else {
            if dividedBitrate != limit { divide(now: now) }
            return
        }
        let change = Double(bitrate) / Double(max(divided, 1))
        if abs(change - 1) > Self.notable { divide(now: now) }
    }

    /// Chooses what this subscriber receives of each picture.
    func divide(now: MonotonicTime) {
        let pictures = subscriptions.filter { $0.codec.kind == .video }
            .sorted { $0.priority > $1.priority }
        let sound = subscriptions.reduce(0) { sum, subscription in
            guard subscription.codec.kind == .audio else { return sum }
            return sum + max(subscription.publication.layers[0].bitrate, Self.soundBitrate)
        }
        dividedBitrate = limit
        let room = limit.map { $0 - sound }
        // Until the path has shown a limit, what is known of it stops nothing.
        let stopping = bandwidth.isLimited ? room : nil
        let offers = pictures.map {
            $0.picture(room: stopping, pixelLimit: pixelLimit(of: $0), now: now)
        }
        let chosen = BitrateAllocation.divide(room, among: offers)
        for (index, picture) in pictures.enumerated() {
            let offer = offers[index]
            // Nothing arrives: what is chosen stays.
            guard !offer.steps.isEmpty else { continue }
            let step = chosen[index]
            let isLess = offer.current.map { (step ?? -1) < $0 } ?? false
            picture.receive(
                step.map { offer.steps[$0] }, isDescending: isLess, room: room,
                now: now)
        }
        let best = offers.reduce(sound) { $0 + ($1.steps.last?.bitrate ?? 0) }
        demand = Int(Double(best) * Self.demandMargin)
    }

    // MARK: Time

    /// Sends padding where it tells whether there is room for more.
    func probe(now: MonotonicTime) {
        guard outbox.configuration.followsBandwidth else { return }
        var missing = bandwidth.padding(demand: demand, at: now)
        for subscription in subscriptions where missing > 0 {
            missing -= subscription.pad(missing, now: now, outbox: outbox)
        }
    }
}
