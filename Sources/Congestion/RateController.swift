import Wire

/// How much to send: more while the path is quiet, less as soon as a queue grows
/// (draft-ietf-rmcat-gcc-02 §5.5).
///
///     increase ──overuse──▶ hold ──queue drained──▶ increase
///
/// Far from the last known capacity the rate grows quickly, near it slowly.
struct RateController: Sendable {
    /// In bits per second.
    private(set) var bitrate: Double
    private var capacity = LinkCapacity()
    private var isHolding = false
    private var lastUpdateAt: MonotonicTime?
    private(set) var lastDecreaseAt: MonotonicTime?
    let range: ClosedRange<Double>

    /// Whether the rate is about where more was too much before.
    var isNearLimit: Bool { capacity.isNear(bitrate / Self.backOff) || capacity.isNear(bitrate) }

    /// What is left of what arrives, when more was sent than did.
    private static let backOff = 0.88
    /// Further left out to let a queue drain: its share of a second and a half, at most.
    private static let drainSpan = 1_500.0
    private static let drainLimit = 0.4
    /// Below this the queue counts as drained, in milliseconds, beside the path's jitter.
    private static let drained = 25.0
    /// A queue that has not drained by then is not ours.
    static let holdLimit = Duration.seconds(3)
    /// A second's growth far from the known capacity.
    private static let growth = 0.12
    /// And near it.
    private static let nearGrowth = 0.03
    /// Beyond what arrives nothing is known: the rate follows no further than this.
    private static let headRoom = 1.25
    private static let packetBits = 9_600.0

    init(bitrate: Double, range: ClosedRange<Double>) {
        self.range = range
        self.bitrate = min(max(bitrate, range.lowerBound), range.upperBound)
    }

    /// What one feedback has told.
    struct Observation {
        let usage: TrendlineDetector.Usage
        /// What arrived lately, in bits per second, made up for losses that are the path's own.
        let acknowledged: Double?
        /// The same over half the time.
        let recent: Double?
        /// Waiting in queues, in milliseconds.
        let queueing: Double
        let jitter: Double
        let roundTrip: Duration
    }

    mutating func update(_ observation: Observation, at now: MonotonicTime) {
        let elapsed = lastUpdateAt.map { min((now - $0).seconds, 0.5) } ?? 0
        lastUpdateAt = now
        switch observation.usage {
        case .overuse: decrease(observation, at: now)
        case .underuse: isHolding = true
        case .normal:
            if isHolding {
                let isDrained = observation.queueing < Self.drained + 2 * observation.jitter
                let isLate = lastDecreaseAt.map { now - $0 > Self.holdLimit } ?? true
                if isDrained || isLate { isHolding = false }
            } else {
                increase(observation, elapsed: elapsed)
            }
        }
    }

    private mutating func decrease(_ observation: Observation, at now: MonotonicTime) {
        // What was done about it shows a round trip later.
        let patience = min(max(observation.roundTrip, .milliseconds(50)), .milliseconds(300))
        if let lastDecreaseAt, now - lastDecreaseAt < patience + .milliseconds(100) { return }
        guard let arrived = observation.recent ?? observation.acknowledged else {
            set(bitrate / 2, at: now)
            return
        }
        capacity.receive(arrived)
        let drain = min(observation.queueing / Self.drainSpan, Self.drainLimit)
        set(arrived * (Self.backOff - drain), at: now)
    }

    /// Goes down to `limit`, where that is less.
    mutating func set(_ limit: Double, at now: MonotonicTime) {
        isHolding = true
        guard limit < bitrate else { return }
        lastDecreaseAt = now
        bitrate = max(limit, range.lowerBound)
    }

    /// What was sent at this rate has arrived at this rate.
    mutating func prove(_ proven: Double) {
        guard proven > bitrate else { return }
        bitrate = min(proven, range.upperBound)
        capacity.forget(ifBelow: proven)
    }

    private mutating func increase(_ observation: Observation, elapsed: Double) {
        guard let arrived = observation.acknowledged else { return }
        // Before any limit was seen, what arrives is there.
        if lastDecreaseAt == nil { bitrate = min(max(bitrate, arrived), range.upperBound) }
        let ceiling = min(arrived * Self.headRoom + Self.packetBits, range.upperBound)
        guard bitrate < ceiling else { return }
        capacity.forget(ifBelow: arrived)
        let step: Double
        if capacity.isNear(bitrate) {
            step = max(4_000, bitrate * Self.nearGrowth) * elapsed
        } else {
            step = bitrate * Self.growth * elapsed
        }
        bitrate = min(bitrate + step, ceiling)
    }
}
