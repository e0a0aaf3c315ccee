import Wire

/// When a plane's periodic work is due: finely while media flows, coarsely while it does not.
///
/// One deadline for the whole plane instead of a timer a connection.
struct Schedule {
    private var lastMediaAt: MonotonicTime?
    private var lastRunAt: MonotonicTime?
    private var lastQualityAt: MonotonicTime?
    private var lastLayerChoiceAt: MonotonicTime?

    /// Requests for lost packets and feedback on arrivals are as fine as this.
    static let busyInterval = Duration.milliseconds(20)
    /// Handshakes and silence are noticed in this time.
    static let idleInterval = Duration.milliseconds(100)
    private static let qualityInterval = Duration.seconds(2)
    private static let layerInterval = Duration.milliseconds(500)

    mutating func mediaArrived(at now: MonotonicTime) {
        lastMediaAt = now
    }

    /// When ``ForwardingPlane/advance(to:)`` should run next, given that there are connections.
    func nextDeadline() -> MonotonicTime? {
        guard let lastRunAt else { return MonotonicTime(nanoseconds: 0) }
        let isBusy = lastMediaAt.map { lastRunAt - $0 < .seconds(1) } ?? false
        return lastRunAt + (isBusy ? Self.busyInterval : Self.idleInterval)
    }

    mutating func ran(at now: MonotonicTime) {
        lastRunAt = now
    }

    mutating func qualityIsDue(at now: MonotonicTime) -> Bool {
        Self.isDue(&lastQualityAt, after: Self.qualityInterval, at: now)
    }

    mutating func layerChoiceIsDue(at now: MonotonicTime) -> Bool {
        Self.isDue(&lastLayerChoiceAt, after: Self.layerInterval, at: now)
    }

    private static func isDue(
        _ last: inout MonotonicTime?, after interval: Duration, at now: MonotonicTime
    ) -> Bool {
        guard last.map({ now - $0 >= interval }) ?? true else { return false }
        last = now
        return true
    }
}
