import Wire

/// How a shard waits for more datagrams.
///
/// To be woken by Dispatch costs several times as much as to deal with a datagram. So while
/// datagrams come at all the shard keeps its thread and waits by itself; and where many come it lets
/// them gather for a moment, so that one wake-up serves several. Whether that pays depends on how
/// they come, evenly or in bursts, and is learnt from what pauses have brought.
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
    /// Datagrams since the last wait of either kind, and which kind that was.
    private var arrivals = 0
    private var lastWait = Wait.forArrival
    /// Of pauses that follow a wait for an arrival, and of those that follow a pause.
    private var gainAfterArrival = PauseGain(threshold: 2)
    private var gainAfterPause = PauseGain(threshold: 1)
    /// Datagrams a second, of late.
    private(set) var rate = 0

    private enum Wait {
        case forArrival
        case pauseAfterArrival
        case pauseAfterPause
    }

    /// - Parameter longestPause: at most so long; zero for no pauses.
    init(longestPause: Duration = Self.longestPause) {
        self.longestPause = min(longestPause, Self.longestPause).nanoseconds
    }

    /// Counts what a look has brought.
    mutating func count(_ datagrams: Int, at now: MonotonicTime) {
        if datagrams > 0 {
            isSteady = now - lastArrivalAt < Self.patience
            lastArrivalAt = now
            arrivals += datagrams
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

    /// How long to let datagrams gather before the next look, in nanoseconds; 0 to wait for the next
    /// to arrive.
    mutating func takePause() -> Int64 {
        let brought = arrivals
        arrivals = 0
        let former = lastWait
        lastWait = .forArrival
        switch former {
        case .forArrival: break
        case .pauseAfterArrival: gainAfterArrival.learn(brought)
        case .pauseAfterPause: gainAfterPause.learn(brought)
        }
        guard brought > 0, rate > Self.rates.first, longestPause > 0 else { return 0 }
        if former == .forArrival {
            guard gainAfterArrival.pays() else { return 0 }
            lastWait = .pauseAfterArrival
        } else {
            guard gainAfterPause.pays() else { return 0 }
            lastWait = .pauseAfterPause
        }
        let share = Int64(min(rate, Self.rates.full) - Self.rates.first)
        let grown = longestPause * share / Int64(Self.rates.full - Self.rates.first)
        return max(min(grown, Int64(Self.gathering) * 1_000_000_000 / Int64(rate)), 1)
    }
}

/// What pauses of one kind have brought of late, and whether another is worth it.
struct PauseGain {
    /// Where they don't pay one is tried all the same, once in so many times: things change.
    static let trialInterval = 64

    /// Datagrams that a pause has to bring.
    private let threshold: Int
    /// A running mean, in sixteenths of a datagram. At first a pause is thought to pay.
    private var sixteenths = 64
    private var declined = 0

    init(threshold: Int) {
        self.threshold = threshold
    }

    mutating func learn(_ datagrams: Int) {
        sixteenths += (min(datagrams, 64) * 16 - sixteenths) / 4
    }

    mutating func pays() -> Bool {
        if sixteenths >= threshold * 16 { return true }
        declined += 1
        guard declined == Self.trialInterval else { return false }
        declined = 0
        return true
    }
}
