import Wire

/// What one phase of a ``RateRun`` came to.
package struct RateFigures: Sendable {
    package enum Turn: Sendable {
        case start, down, up
    }

    package let turn: Turn
    /// From the phase's start until the estimate fits: at most 110 % of the share on the way down,
    /// at least 90 % on the way up. In seconds; the whole phase where it never did.
    package let convergence: Double
    /// Of the phase's second half: carried bits to the link's share.
    package let utilisation: Double
    /// Of the phase's second half, in milliseconds.
    package let queueing95: Double
    /// Of the phase's second half: the estimate's standard deviation to its mean.
    package let oscillation: Double
}

/// Notes what happens in one phase.
struct RateTrace {
    private var estimates: [(at: MonotonicTime, bitrate: Int)] = []
    private var queued: [(at: MonotonicTime, delay: Duration)] = []
    private var carried: [(at: MonotonicTime, bytes: Int)] = []

    mutating func note(bitrate: Int, at now: MonotonicTime) {
        if let last = estimates.last, now - last.at < .milliseconds(20) { return }
        estimates.append((now, bitrate))
    }

    mutating func note(queued delay: Duration, at now: MonotonicTime) {
        queued.append((now, delay))
    }

    mutating func note(carried bytes: Int, at now: MonotonicTime) { carried.append((now, bytes)) }

    func figures(
        phase: RateScenario.Phase, formerShare: Double?, from start: MonotonicTime,
        to end: MonotonicTime
    ) -> RateFigures {
        let turn: RateFigures.Turn =
            formerShare.map { $0 > phase.share ? .down : .up } ?? .start
        let half = start + .seconds(phase.seconds / 2)
        let fitting = estimates.first { estimate in
            let share = Double(estimate.bitrate) / phase.share
            return turn == .down ? share <= 1.1 : share >= 0.9
        }
        let late = estimates.filter { $0.at >= half }.map { Double($0.bitrate) }
        let mean = late.reduce(0, +) / Double(max(late.count, 1))
        let variance =
            late.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(late.count, 1))
        let delays = queued.filter { $0.at >= half }.map(\.delay).sorted()
        let bytes = carried.filter { $0.at >= half }.reduce(0) { $0 + $1.bytes }
        let seconds = Double((end - half).nanoseconds) / 1e9
        return RateFigures(
            turn: turn,
            convergence: Double(((fitting?.at ?? end) - start).nanoseconds) / 1e9,
            utilisation: Double(bytes) * 8 / seconds / phase.share,
            queueing95: delays.isEmpty
                ? 0 : Double(delays[delays.count * 95 / 100].nanoseconds) / 1e6,
            oscillation: mean > 0 ? variance.squareRoot() / mean : 0)
    }
}
