import Wire

/// One direction of a path with a narrowest place: a rate, a queue in front of it, delay, jitter,
/// losses, a policer, and a flow that competes; in virtual time, repeated by its seed.
///
/// What is sent is judged at once, so packets must be given in the order of their times. A change
/// of ``Shape/bitrate`` counts for what is sent after it.
package struct SimulatedLink: Sendable {
    /// What the link is like; may change at any time.
    package struct Shape: Sendable {
        /// In bits per second; `nil` where nothing narrows.
        package var bitrate: Double?
        /// Waiting behind the packet that is being sent, in bytes; what comes on top is lost.
        package var queueBytes = 64_000
        package var delay = Duration.milliseconds(25)
        /// Up to this much is added to each packet's delay, which then holds up those behind it.
        package var jitter = Duration.zero
        /// Chance that a packet is lost behind the narrow place, 0...1.
        package var loss = 0.0
        /// Chance that a burst of losses begins, and how many packets long it is on average.
        package var lossBursts: (chance: Double, packets: Double)?
        /// Chance that a packet is overtaken, by up to 20 ms.
        package var reordering = 0.0
        /// Above `bitrate` and a bucket of `burst` bytes packets are lost, and none waits.
        package var policer: (bitrate: Double, burst: Double)?
        /// A flow through the same queue that does not react, in bits per second.
        package var steadyCompetitor: Double?
        /// Whether a flow like TCP's shares the queue.
        package var hasGreedyCompetitor = false

        package init(bitrate: Double? = nil) {
            self.bitrate = bitrate
        }
    }

    /// What becomes of one packet.
    package enum Fate: Equatable, Sendable {
        /// - queued: how long it waits in the queue.
        case arrives(at: MonotonicTime, queued: Duration)
        case lost
    }

    package var shape: Shape
    /// Bytes that have passed the narrow place, ours alone.
    package private(set) var carriedBytes = 0
    private var random: SplitMix64
    private var queue = LinkQueue()
    private var lastArrivalAt = MonotonicTime(nanoseconds: .min)
    private var lossesLeft = 0
    private var bucket: (bytes: Double, filledAt: MonotonicTime)?
    private var steady: MonotonicTime?
    private var greedy = GreedyFlow()

    package init(_ shape: Shape = Shape(), seed: UInt64) {
        self.shape = shape
        random = SplitMix64(seed: seed)
    }

    /// Sends one packet.
    package mutating func send(_ byteCount: Int, at now: MonotonicTime) -> Fate {
        compete(until: now)
        guard passesPolicer(byteCount, at: now) else { return .lost }
        var leftAt = now
        if let bitrate = shape.bitrate {
            guard
                let left = queue.append(
                    byteCount, at: now, bitrate: bitrate, limit: shape.queueBytes)
            else { return .lost }
            leftAt = left
        }
        let service = shape.bitrate.map {
            Duration.nanoseconds(Int64(Double(byteCount) * 8e9 / $0))
        }
        let queued = max(leftAt - now - (service ?? .zero), .zero)
        carriedBytes += byteCount
        guard !isLost() else { return .lost }
        return .arrives(at: arrival(leftAt), queued: queued)
    }

    private mutating func arrival(_ leftAt: MonotonicTime) -> MonotonicTime {
        var arrivesAt = leftAt + shape.delay
        if shape.jitter > .zero {
            arrivesAt =
                arrivesAt
                + .nanoseconds(Int64.random(in: 0...shape.jitter.nanoseconds, using: &random))
        }
        arrivesAt = max(arrivesAt, lastArrivalAt)
        lastArrivalAt = arrivesAt
        if shape.reordering > 0, chance(shape.reordering) {
            arrivesAt =
                arrivesAt + .nanoseconds(Int64.random(in: 1_000_000...20_000_000, using: &random))
        }
        return arrivesAt
    }

    private mutating func chance(_ probability: Double) -> Bool {
        Double.random(in: 0..<1, using: &random) < probability
    }

    private mutating func isLost() -> Bool {
        if lossesLeft > 0 {
            lossesLeft -= 1
            return true
        }
        if let bursts = shape.lossBursts, chance(bursts.chance) {
            while chance(1 - 1 / max(bursts.packets, 1)), lossesLeft < 1_000 { lossesLeft += 1 }
            return true
        }
        return shape.loss > 0 && chance(shape.loss)
    }

    private mutating func passesPolicer(_ byteCount: Int, at now: MonotonicTime) -> Bool {
        guard let policer = shape.policer else { return true }
        let former = bucket ?? (policer.burst, now)
        let earned = Double((now - former.filledAt).nanoseconds) * policer.bitrate / 8e9
        let bytes = min(former.bytes + earned, policer.burst)
        let passes = bytes >= Double(byteCount)
        bucket = (passes ? bytes - Double(byteCount) : bytes, now)
        return passes
    }

    // MARK: Competitors

    private mutating func compete(until now: MonotonicTime) {
        guard let bitrate = shape.bitrate else { return }
        if let competitor = shape.steadyCompetitor {
            var next = steady ?? now
            let interval = Duration.nanoseconds(Int64(1_200 * 8e9 / competitor))
            while next <= now {
                _ = queue.append(1_200, at: next, bitrate: bitrate, limit: shape.queueBytes)
                // Not in step with anything else.
                let part = Double.random(in: 0.5...1.5, using: &random)
                next = next + .nanoseconds(Int64(Double(interval.nanoseconds) * part))
            }
            steady = next
        } else {
            steady = nil
        }
        if shape.hasGreedyCompetitor {
            greedy.run(until: now, through: &queue, shape: shape)
        } else {
            greedy = GreedyFlow()
        }
    }
}

/// Packets that wait for a link, first in, first out.
struct LinkQueue: Sendable {
    /// When the link is free again.
    private var freeAt = MonotonicTime(nanoseconds: .min)
    /// What waits or is being sent, by when it has left.
    private var waiting: [(leftAt: MonotonicTime, byteCount: Int)] = []
    private var head = 0
    private var bytes = 0

    /// - Returns: when the packet has left; `nil` where there was no room for it.
    mutating func append(
        _ byteCount: Int, at now: MonotonicTime, bitrate: Double, limit: Int
    ) -> MonotonicTime? {
        while head < waiting.count, waiting[head].leftAt <= now {
            bytes -= waiting[head].byteCount
            head += 1
        }
        if head > 1_024 {
            waiting.removeFirst(head)
            head = 0
        }
        guard bytes == 0 || bytes + byteCount <= limit else { return nil }
        let service = Duration.nanoseconds(Int64(Double(byteCount) * 8e9 / bitrate))
        freeAt = max(freeAt, now) + service
        waiting.append((freeAt, byteCount))
        bytes += byteCount
        return freeAt
    }
}

/// A flow that sends as much as it can, as TCP Reno would: a window that grows by a packet a round
/// trip and is halved by a loss.
struct GreedyFlow: Sendable {
    private var window = 10.0
    private var threshold = 1_000.0
    private var inFlight = 0
    /// When acknowledgements come, or losses are noticed.
    private var events: [(at: MonotonicTime, isLoss: Bool)] = []
    private var head = 0
    private var startedAt: MonotonicTime?
    private var halvedAt = MonotonicTime(nanoseconds: .min)

    private static let packet = 1_448 + 52

    mutating func run(
        until now: MonotonicTime, through queue: inout LinkQueue, shape: SimulatedLink.Shape
    ) {
        guard let bitrate = shape.bitrate else { return }
        if startedAt == nil {
            startedAt = now
            fill(at: now, &queue, bitrate, shape)
        }
        while head < events.count, events[head].at <= now {
            let event = events[head]
            head += 1
            inFlight -= 1
            if event.isLoss {
                if event.at - halvedAt > shape.delay * 2 {
                    threshold = max(window / 2, 2)
                    window = threshold
                    halvedAt = event.at
                }
            } else {
                window += window < threshold ? 1 : 1 / window
            }
            fill(at: event.at, &queue, bitrate, shape)
        }
        if head > 1_024 {
            events.removeFirst(head)
            head = 0
        }
    }

    private mutating func fill(
        at now: MonotonicTime, _ queue: inout LinkQueue, _ bitrate: Double,
        _ shape: SimulatedLink.Shape
    ) {
        while Double(inFlight) < window.rounded(.down) {
            inFlight += 1
            let left = queue.append(
                Self.packet, at: now, bitrate: bitrate, limit: shape.queueBytes)
            let last = events.count > head ? events[events.count - 1].at : now
            let seenAt = max((left ?? last) + shape.delay * 2, last)
            events.append((seenAt, left == nil))
        }
    }
}
