/// Whether the queue in front of the narrowest link grows: the slope of the delay over the last
/// groups of packets, against a threshold that follows the path's own unrest
/// (draft-ietf-rmcat-gcc-02 §5.4; Carlucci et al., 2016).
///
///     normal ──slope > threshold for 10 ms──▶ overuse;  slope < −threshold ──▶ underuse
struct TrendlineDetector: Sendable {
    /// How the path is used.
    enum Usage: Equatable, Sendable {
        case normal
        /// More is sent than leaves the queue.
        case overuse
        /// The queue drains.
        case underuse
    }

    private(set) var usage = Usage.normal
    /// Of the slope as ``gained(_:)`` gives it, in milliseconds.
    private(set) var threshold = 12.5

    private static let window = 20
    private static let smoothing = 0.9
    private static let gain = 4.0
    private static let countLimit = 60
    private static let overuseLimit = 10.0
    private static let thresholdRange = 6.0...600.0

    private var times = InlineArray<20, Double>(repeating: 0)
    private var delays = InlineArray<20, Double>(repeating: 0)
    private var count = 0
    private var delay = 0.0
    private var smoothed = 0.0
    private var start: Double?
    private var previousTrend = 0.0
    private var overuse: (duration: Double, count: Int)?
    private var thresholdAt: Double?

    /// Takes the difference between two groups.
    mutating func receive(_ difference: ArrivalGroups.Difference) {
        let start = self.start ?? difference.arrivedAt
        self.start = start
        delay += difference.arrived - difference.sent
        smoothed = Self.smoothing * smoothed + (1 - Self.smoothing) * delay
        let index = count % Self.window
        times[index] = difference.arrivedAt - start
        delays[index] = smoothed
        count += 1
        // Kept small over hours: only differences count.
        if count == 60 * Self.window { count = 30 * Self.window }
        guard count >= Self.window else { return }
        judge(slope(), over: difference)
    }

    /// By least squares.
    private func slope() -> Double {
        let count = Double(Self.window)
        var sums = (x: 0.0, y: 0.0)
        for index in 0..<Self.window {
            sums.x += times[index]
            sums.y += delays[index]
        }
        let means = (x: sums.x / count, y: sums.y / count)
        var numerator = 0.0
        var denominator = 0.0
        for index in 0..<Self.window {
            let distance = times[index] - means.x
            numerator += distance * (delays[index] - means.y)
            denominator += distance * distance
        }
        return denominator > 0 ? numerator / denominator : 0
    }

    private mutating func judge(_ slope: Double, over difference: ArrivalGroups.Difference) {
        let trend = slope * Double(min(count, Self.countLimit)) * Self.gain
        defer {
            previousTrend = slope
            follow(trend, at: difference.arrivedAt)
        }
        if trend > threshold {
            let former = overuse ?? (duration: -difference.sent / 2, count: 0)
            let now = (duration: former.duration + difference.sent, count: former.count + 1)
            overuse = now
            if now.duration > Self.overuseLimit, now.count > 1, slope >= previousTrend {
                overuse = nil
                usage = .overuse
            }
        } else {
            overuse = nil
            usage = trend < -threshold ? .underuse : .normal
        }
    }

    /// Quickly down to a quiet path, slowly up to a restless one or to a flow that competes.
    private mutating func follow(_ trend: Double, at now: Double) {
        let elapsed = min(now - (thresholdAt ?? now), 100)
        thresholdAt = now
        let magnitude = abs(trend)
        // One peak, of a change of route, is no unrest.
        guard magnitude <= threshold + 15 else { return }
        let speed = magnitude < threshold ? 0.039 : 0.0087
        let next = threshold + speed * (magnitude - threshold) * max(elapsed, 0)
        threshold = min(max(next, Self.thresholdRange.lowerBound), Self.thresholdRange.upperBound)
    }
}
