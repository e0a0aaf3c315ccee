import Wire

/// When to send padding on top of the media, to learn whether there is room for more.
///
///     idle ──due and wanted──▶ sending ──span over──▶ waiting ──all told of──▶ idle
///
/// A probe raises what is sent to a bitrate for some tens of milliseconds, padding filling up what
/// the media leaves. What arrives, and how far apart, is the answer. A success is followed by a
/// higher one at once, so that room is found within a second or two.
struct ProbePlan: Sendable {
    private enum State {
        case idle(nextAt: MonotonicTime?)
        case sending(Probe)
        case waiting(Probe, until: MonotonicTime)
    }

    private var state = State.idle(nextAt: nil)
    private var interval = shortInterval
    private var calledAt: MonotonicTime?
    /// The next probe follows a success.
    private var isFollowing = false
    /// The last time a probe raised the rate, while that is on trial.
    private var raised: (bitrate: Double, at: MonotonicTime)?

    private static let shortInterval = Duration.seconds(2)
    private static let longestInterval = Duration.seconds(16)
    /// What a probe has said counts as right after this.
    private static let trial = Duration.seconds(2)
    private static let farBeyond = 1.5
    private static let answerLimit = Duration.milliseconds(1_500)
    private static let shortestSpan = 40.0
    private static let longestSpan = 120.0
    private static let shortestStep = Duration.milliseconds(5)
    private static let longestStep = Duration.milliseconds(20)
    private static let factor = 2.0
    private static let followingFactor = 2.5
    /// Where the limit is thought to be known.
    private static let nearFactor = 1.5
    /// Beyond what is wanted, so that what is reached holds it.
    private static let margin = 1.15

    /// What decides whether to probe.
    struct Situation {
        /// What is known to be there, in bits per second.
        let bitrate: Double
        /// What could be used.
        let demand: Double
        let usage: TrendlineDetector.Usage
        /// That is about where more was too much before.
        let isNearLimit: Bool
        /// Waiting in queues, in milliseconds, and how restless that is.
        let queueing: Double
        let jitter: Double
    }

    var isSending: Bool {
        if case .sending = state { true } else { false }
    }

    // MARK: Sending

    /// Notes a packet that leaves; `true` where it is part of a probe.
    mutating func sent(_ byteCount: Int, at now: MonotonicTime) -> Bool {
        guard case .sending(var probe) = state else { return false }
        probe.send(byteCount, at: now)
        state = .sending(probe)
        return true
    }

    /// The bytes of padding to send now.
    mutating func padding(_ situation: Situation, at now: MonotonicTime) -> Int {
        // What is sent now has to last until the next call.
        let step = min(
            max(calledAt.map { now - $0 } ?? Self.longestStep, Self.shortestStep),
            Self.longestStep)
        calledAt = now
        switch state {
        case .idle(let nextAt):
            guard isDue(nextAt, situation, at: now) else { return 0 }
            let probe = start(situation, at: now)
            state = .sending(probe)
            return Int(probe.bitrate / 8 * step.seconds)
        case .sending(let probe):
            let elapsed = now - probe.startedAt
            if elapsed > probe.span || situation.usage == .overuse {
                state = .waiting(probe, until: now + Self.answerLimit)
                return 0
            }
            let wanted = probe.bitrate / 8 * (elapsed + step).seconds
            return max(Int(wanted) - probe.sent.bytes, 0)
        case .waiting(let probe, let until):
            guard now >= until else { return 0 }
            fail(probe, at: now)
            return 0
        }
    }

    private func isDue(
        _ nextAt: MonotonicTime?, _ situation: Situation, at now: MonotonicTime
    ) -> Bool {
        guard situation.demand > situation.bitrate * 1.05, situation.usage == .normal,
            situation.queueing < 30 + 2 * situation.jitter
        else { return false }
        return nextAt.map { now >= $0 } ?? true
    }

    private func start(_ situation: Situation, at now: MonotonicTime) -> Probe {
        let factor =
            isFollowing
            ? Self.followingFactor : situation.isNearLimit ? Self.nearFactor : Self.factor
        let span = min(max(Self.shortestSpan, 3 * situation.jitter), Self.longestSpan)
        return Probe(
            bitrate: min(situation.bitrate * factor, situation.demand * Self.margin),
            startedAt: now, span: .nanoseconds(Int64(span * 1e6)))
    }

    // MARK: The answer

    /// Notes what was told of a packet of a probe.
    ///
    /// - Parameter arrivedAt: in milliseconds; `nil` where it was lost.
    mutating func told(
        _ byteCount: Int, sentAt: MonotonicTime, arrivedAt: Double?, wasLost: Bool
    ) {
        switch state {
        case .idle: return
        case .sending(var probe):
            probe.told(byteCount, sentAt: sentAt, arrivedAt: arrivedAt, wasLost: wasLost)
            state = .sending(probe)
        case .waiting(var probe, let until):
            probe.told(byteCount, sentAt: sentAt, arrivedAt: arrivedAt, wasLost: wasLost)
            state = .waiting(probe, until: until)
        }
    }

    /// Notes that nothing will be told of a packet of a probe.
    mutating func untold(sentAt: MonotonicTime) {
        told(0, sentAt: sentAt, arrivedAt: nil, wasLost: false)
    }

    /// What a probe has proven, in bits per second, once all of it was told of.
    ///
    /// - Parameters:
    ///   - bitrate: known to be there.
    ///   - inherentLoss: the share of packets that is lost however little is sent.
    mutating func takeResult(
        bitrate: Double, inherentLoss: Double, at now: MonotonicTime
    ) -> Double? {
        guard case .waiting(let probe, _) = state, probe.isTold
        else { return nil }
        guard let proven = probe.proven(inherentLoss: inherentLoss), proven > bitrate * 1.05 else {
            fail(probe, at: now)
            return nil
        }
        isFollowing = proven > probe.bitrate * 0.85
        state = .idle(nextAt: isFollowing ? now : now + interval)
        raised = (proven, now)
        return proven
    }

    private mutating func fail(_ probe: Probe, at now: MonotonicTime) {
        isFollowing = false
        state = .idle(nextAt: now + interval)
    }

    /// The rate went down to `bitrate`. Soon after a probe has raised it far beyond that, the probe
    /// was wrong: a bucket of tokens let it through, or a radio sent it in one go.
    mutating func noteDecrease(to bitrate: Double, at now: MonotonicTime) {
        isFollowing = false
        if let raised, now - raised.at < Self.trial, raised.bitrate > bitrate * Self.farBeyond {
            interval = min(interval * 2, Self.longestInterval)
        }
        raised = nil
        if case .idle = state { state = .idle(nextAt: now + interval) }
    }

    /// What probes said has held for a while.
    mutating func settle(at now: MonotonicTime) {
        guard let raised, now - raised.at > Self.trial else { return }
        self.raised = nil
        interval = Self.shortInterval
    }
}
