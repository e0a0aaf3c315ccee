import Wire

/// How much one connection can carry, from what its receiver tells of each packet's arrival
/// (transport-wide feedback), and how to find out more.
///
/// The caller notes every packet that leaves (``sent(_:byteCount:at:)``), hands each status of a
/// feedback to ``receive(_:arrival:at:)`` and ends the feedback with ``endFeedback(at:)``. On its
/// own deadlines, every 20 ms or so while media flows, it asks how much padding to send
/// (``padding(demand:at:)``).
///
/// Where no such feedback comes, a receiver's own estimate (REMB) bounds; where that does not come
/// either, nothing does.
package struct BandwidthEstimator: Sendable {
    /// What is assumed before the first feedback, in bits per second.
    package static let initialBitrate = 800_000
    /// Between these the estimate stays.
    package static let range = 40_000...30_000_000
    /// IPv4 and UDP headers, which a link carries as well, in bytes.
    package static let headerBytes = 28

    private var log = SentPacketLog()
    private var groups = ArrivalGroups()
    private var detector = TrendlineDetector()
    private var acknowledged = AcknowledgedBitrate()
    private var queueing = QueueingDelay()
    private var rate = RateController(
        bitrate: Double(initialBitrate),
        range: Double(range.lowerBound)...Double(range.upperBound))
    private var losses = LossLimit()
    private var probes = ProbePlan()
    private var feedback = FeedbackState()

    /// Feedback that stays away this long while packets leave says that nothing arrives.
    private static let feedbackPatience = Duration.milliseconds(1_000)
    /// Without any feedback after this, the receiver gives none.
    private static let firstFeedbackPatience = Duration.milliseconds(1_500)

    package init() {}

    // MARK: Estimate

    /// In bits per second, headers of IP and UDP counted; `nil` where nothing is known to limit.
    package var bitrate: Int? {
        switch feedback.source {
        case .unknown, .transport: Int(rate.bitrate)
        case .receiver(let bitrate): bitrate
        case .none: nil
        }
    }

    /// Whether a feedback has come: before, ``bitrate`` is a guess.
    package var isMeasured: Bool { feedback.source == .transport }

    /// Whether the path has ever shown a limit: before, ``bitrate`` is only what is known to be
    /// there.
    package var isLimited: Bool {
        switch feedback.source {
        case .transport: rate.lastDecreaseAt != nil
        case .receiver: true
        case .unknown, .none: false
        }
    }

    /// The share of packets that the path loses, however little is sent; 0...1.
    package var inherentLoss: Double { losses.inherentLoss }

    /// Waiting in queues of the path, in milliseconds.
    package var queueingDelay: Double { queueing.milliseconds }

    /// From a packet's leaving to its feedback, smoothed; `nil` before the first.
    package var roundTrip: Duration? { feedback.roundTrip }

    // MARK: Packets

    /// Notes a packet that leaves now.
    ///
    /// - Parameter byteCount: of its datagram.
    package mutating func sent(_ sequenceNumber: UInt16, byteCount: Int, at now: MonotonicTime) {
        let byteCount = byteCount + Self.headerBytes
        let isProbe = probes.sent(byteCount, at: now)
        log.append(sequenceNumber, byteCount: byteCount, isProbe: isProbe, at: now)
        feedback.sent(at: now)
    }

    // MARK: Feedback

    /// Takes one status of a feedback, in order of sequence numbers.
    ///
    /// - Parameter arrival: in ticks of 250 µs on the receiver's clock, of which the lower 32 bits
    ///   count; `nil` where the packet has not arrived.
    package mutating func receive(
        _ sequenceNumber: UInt16, arrival: Int64?, at now: MonotonicTime
    ) {
        passOver(feedback.untold(before: sequenceNumber), arrival: arrival)
        guard let arrival else {
            guard let packet = log.lose(sequenceNumber) else { return }
            note(packet, arrivedAt: nil)
            return
        }
        guard let packet = log.take(sequenceNumber) else { return }
        feedback.acknowledged(packet.sentAt)
        note(packet, arrivedAt: feedback.milliseconds(arrival))
    }

    /// A lost feedback's packets count as arrived with the one that follows, or else the bitrate
    /// would seem to drop with each.
    private mutating func passOver(_ untold: Range<Int>, arrival: Int64?) {
        guard !untold.isEmpty else { return }
        losses.discard()
        for number in untold {
            guard let packet = log.take(UInt16(truncatingIfNeeded: number)) else { continue }
            if packet.isProbe { probes.untold(sentAt: packet.sentAt) }
            guard let arrival else { continue }
            acknowledged.receive(packet.byteCount, arrivedAt: feedback.milliseconds(arrival))
        }
    }

    private mutating func note(_ packet: SentPacketLog.Packet, arrivedAt: Double?) {
        if packet.isProbe {
            losses.discard()
            probes.told(
                packet.byteCount, sentAt: packet.sentAt, arrivedAt: arrivedAt,
                wasLost: packet.wasLost)
        } else if packet.wasLost {
            losses.repair()
        } else {
            losses.receive(
                byteCount: packet.byteCount, isLost: arrivedAt == nil, sentAt: packet.sentAt)
        }
        guard let arrivedAt else { return }
        acknowledged.receive(packet.byteCount, arrivedAt: arrivedAt)
        let sentAt = packet.sentAt.milliseconds
        queueing.receive(sentAt: sentAt, arrivedAt: arrivedAt)
        // A probe makes a queue on purpose.
        guard !packet.isProbe,
            let difference = groups.receive(sentAt: sentAt, arrivedAt: arrivedAt)
        else { return }
        detector.receive(difference)
        if detector.usage == .overuse { feedback.hasOveruse = true }
    }

    /// Draws conclusions from the statuses since the last call.
    package mutating func endFeedback(at now: MonotonicTime) {
        feedback.arrived(at: now)
        let made = 1 - losses.inherentLoss
        let usage = feedback.takeOveruse() ? .overuse : detector.usage
        let before = rate.lastDecreaseAt
        rate.update(
            RateController.Observation(
                usage: usage, acknowledged: acknowledged.bitrate().map { $0 / made },
                recent: acknowledged.bitrate(overLast: 8).map { $0 / made },
                queueing: queueing.milliseconds, jitter: queueing.jitter,
                roundTrip: feedback.roundTrip ?? .milliseconds(100)),
            at: now)
        if losses.update(), let limit = losses.bitrate { rate.set(limit, at: now) }
        if rate.lastDecreaseAt != before { probes.noteDecrease(to: rate.bitrate, at: now) }
        if let proven = probes.takeResult(
            bitrate: rate.bitrate, inherentLoss: losses.inherentLoss, at: now)
        {
            rate.prove(proven)
        }
        probes.settle(at: now)
    }

    /// Takes a receiver's own estimate.
    package mutating func receiveMaximum(_ bitrate: Int64) {
        feedback.receiveMaximum(Int(clamping: bitrate))
    }

    // MARK: Time

    /// The bytes of padding to send now, so that what more there is becomes known.
    ///
    /// - Parameter demand: what could be used, in bits per second; at most the estimate where
    ///   nothing more is wanted.
    package mutating func padding(demand: Int, at now: MonotonicTime) -> Int {
        if feedback.isMissing(at: now, patience: Self.feedbackPatience) {
            rate.set(rate.bitrate / 2, at: now)
        }
        feedback.giveUp(at: now, patience: Self.firstFeedbackPatience)
        guard isMeasured else { return 0 }
        return probes.padding(
            ProbePlan.Situation(
                bitrate: rate.bitrate, demand: Double(demand), usage: detector.usage,
                isNearLimit: rate.isNearLimit, queueing: queueing.milliseconds,
                jitter: queueing.jitter),
            at: now)
    }
}
