import Wire

/// How a shard waits for more datagrams.
///
/// To be woken by Dispatch costs several times as much as to deal with a datagram. So while
/// datagrams come at all the shard keeps its thread and waits by itself; and where many come it lets
/// them gather for a moment after each look, so that one wake-up serves several.
struct ReadModeration {
    /// Without a datagram for so long, the thread goes back to Dispatch.
    static let patience = Duration.milliseconds(250)
    /// Datagrams gather for this long at the most: the delay that it adds to the unluckiest.
    static let longestPause = Duration.microseconds(400)
    /// Datagrams a second from which on there are pauses, and from which on they are longest.
    static let rates = (first: 2_000, full: 5_000)
    /// Datagrams that should gather at the most: beyond, more save nothing.
    static let gathering = 48
    static let window = Duration.milliseconds(10)

    private let longestPause: Int64
    private var windowStart = MonotonicTime(nanoseconds: 0)
    private var countInWindow = 0
    private var lastArrivalAt = MonotonicTime(nanoseconds: 0)
    private var isSteady = false
    private var hasArrivals = false
    /// Datagrams a second, of late.
    private(set) var rate = 0

    /// - Parameter longestPause: at most so long; zero for no pauses.
    init(longestPause: Duration = Self.longestPause) {
        self.longestPause = min(longestPause, Self.longestPause).nanoseconds
    }

    /// Counts what a look has brought.
    mutating func count(_ datagrams: Int, at now: MonotonicTime) {
        if datagrams > 0 {
            isSteady = now - lastArrivalAt < Self.patience
            lastArrivalAt = now
            hasArrivals = true
        }
        countInWindow += datagrams
        let elapsed = now.nanoseconds &- windowStart.nanoseconds
        guard elapsed >= Self.window.nanoseconds else { return }
        let measured = Int(clamping: Int64(countInWindow) * 1_000_000_000 / elapsed)
        // Frames of video come every 33 ms: one window says little.
        rate = elapsed < 4 * Self.window.nanoseconds ? (3 * rate + measured) / 4 : measured
        windowStart = now
        countInWindow = 0
    }

    /// Until when the shard should keep its thread; `nil` where datagrams come too seldom.
    var stay: MonotonicTime? { isSteady ? lastArrivalAt + Self.patience : nil }

    /// How long to let datagrams gather before the next look, in nanoseconds; 0 where none has come
    /// since the last pause, or they come so seldom that each has a wake-up of its own.
    mutating func takePause() -> Int64 {
        defer { hasArrivals = false }
        guard hasArrivals, rate > Self.rates.first else { return 0 }
        let share = Int64(min(rate, Self.rates.full) - Self.rates.first)
        let grown = longestPause * share / Int64(Self.rates.full - Self.rates.first)
        return min(grown, Int64(Self.gathering) * 1_000_000_000 / Int64(rate))
    }
}
