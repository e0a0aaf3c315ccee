import Clinic

/// A token bucket: how many messages a connection may send.
package struct RateLimit: Sendable {
    package static let messagesPerSecond = 50
    package static let burst = 100

    private var tokens = Double(burst)
    private var refilledAt: Duration

    /// - Parameter now: of a clock that only goes forward.
    package init(now: Duration) {
        refilledAt = now
    }

    /// Takes one message's token; `false` when there is none: the message is to be dropped.
    package mutating func take(now: Duration) -> Bool {
        let passed = (now - refilledAt).wholeMilliseconds
        if passed > 0 {
            let refill = Double(passed) / 1000 * Double(Self.messagesPerSecond)
            tokens = min(Double(Self.burst), tokens + refill)
            refilledAt = now
        }
        guard tokens >= 1 else { return false }
        tokens -= 1
        return true
    }
}
