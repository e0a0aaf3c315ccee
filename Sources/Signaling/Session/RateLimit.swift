import Clinic

/// A token bucket: how many messages a connection may send, or how often anything else may be done.
package struct RateLimit: Sendable {
    package static let messagesPerSecond = 50
    package static let burst = 100

    private let perSecond: Double
    private let burst: Double
    private var tokens: Double
    private var refilledAt: Duration

    /// - Parameter now: of a clock that only goes forward.
    package init(
        now: Duration, perSecond: Int = messagesPerSecond, burst: Int = burst
    ) {
        self.perSecond = Double(perSecond)
        self.burst = Double(burst)
        tokens = Double(burst)
        refilledAt = now
    }

    /// Takes one message's token; `false` when there is none: the message is to be dropped.
    package mutating func take(now: Duration) -> Bool {
        let passed = (now - refilledAt).wholeMilliseconds
        if passed > 0 {
            let refill = Double(passed) / 1000 * perSecond
            tokens = min(burst, tokens + refill)
            refilledAt = now
        }
        guard tokens >= 1 else { return false }
        tokens -= 1
        return true
    }
}
