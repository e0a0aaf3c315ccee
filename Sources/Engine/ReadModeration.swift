import Wire

/// How a busy shard looks for more: to be woken by Dispatch for each datagram costs several times
/// as much as the datagram itself.
///
/// Below ``busyRate`` Dispatch waits. Above, the shard waits by itself for a while; and where looks
/// bring several datagrams each it lets them gather, ``pause`` at the most.
struct ReadModeration {
    static let pause = Duration.microseconds(250)
    /// Of one wake-up: then others who use the queue have their turn.
    static let limit = Duration.milliseconds(4)
    /// Datagrams a second from which on it pays.
    static let busyRate = 8_000
    static let window = Duration.milliseconds(10)
    /// Datagrams that a look has to bring for a pause to follow.
    static let yield = 4

    private var windowStart = MonotonicTime(nanoseconds: 0)
    private var countInWindow = 0
    private(set) var isBusy = false
    private var lastLook = 0

    /// Whether to let datagrams gather before the next look.
    var pauses: Bool { isBusy && lastLook >= Self.yield }

    /// Counts what a look has brought.
    mutating func count(_ datagrams: Int, at now: MonotonicTime) {
        lastLook = datagrams
        countInWindow += datagrams
        let elapsed = now - windowStart
        guard elapsed >= Self.window else { return }
        let nanoseconds = Int(clamping: elapsed.nanoseconds)
        isBusy = countInWindow >= Self.busyRate * (nanoseconds / 1_000) / 1_000_000
        windowStart = now
        countInWindow = 0
    }
}
