import Wire

/// How many bytes may be repeated to one subscriber: what its NACKs ask for beyond that is not
/// sent, so that a few bytes of requests cannot become a flood.
///
/// A bucket that fills by ``rate`` up to ``capacity``.
struct RetransmissionBudget {
    /// Bytes a second: a tenth of what 32 HD streams bring.
    static let rate: Int64 = 1_000_000
    /// Bytes: half a second's worth, a burst of loss on all streams.
    static let capacity: Int64 = 500_000

    private var available = capacity
    private var filledAt: MonotonicTime?

    /// Whether one more packet may be repeated.
    mutating func hasRoom(now: MonotonicTime) -> Bool {
        let elapsed = filledAt.map { now - $0 } ?? .zero
        let milliseconds = min(max(elapsed / .milliseconds(1), 0), 1_000)
        if filledAt == nil || milliseconds >= 1 {
            available = min(available + Int64(milliseconds) * Self.rate / 1_000, Self.capacity)
            filledAt = now
        }
        return available > 0
    }

    mutating func spend(_ byteCount: Int) {
        available -= Int64(byteCount)
    }
}
