/// Tells when a call is to be warned and ended.
///
/// Pure: the owner passes times in and calls ``advance(to:)`` when ``nextDeadline`` has passed.
/// Times must come from a clock that is not set back or forth under the call (a wall time read
/// once, moved on by the monotonic clock), or a clock step ends it.
package struct CallTimer: Hashable, Sendable {
    /// What has become due.
    package enum Event: Hashable, Sendable {
        /// The call ends at this time unless somebody ends it before.
        case warn(endsAt: WallTime)
        case end(EndReason)
    }

    /// Why the timer ends a call.
    package enum EndReason: String, Hashable, Sendable {
        case maximumDuration = "maximum_duration"
        case everybodyLeft = "everybody_left"
    }

    private let limits: CallLimits
    private var startedAt: WallTime?
    private var emptySince: WallTime?
    private var isWarned = false
    private var isEnded = false

    /// - Parameter startedAt: when doctor and other side met, for a call found running in the
    ///   store after a restart; nobody is in its room then.
    package init(limits: CallLimits, startedAt: WallTime? = nil, emptySince: WallTime?) {
        self.limits = limits
        self.startedAt = startedAt
        self.emptySince = emptySince
    }

    /// When the call ends by its maximum duration; `nil` while it has not begun.
    package var endsAt: WallTime? { startedAt.map { $0 + limits.maximumDuration } }

    /// When ``advance(to:)`` is due; `nil` while nothing is pending.
    package var nextDeadline: WallTime? {
        guard !isEnded else { return nil }
        let warning = isWarned ? nil : endsAt.map { $0 - limits.warning }
        return [warning, endsAt, emptySince.map { $0 + limits.emptyLimit }].compactMap(\.self).min()
    }

    /// Doctor and other side met; later meetings change nothing.
    package mutating func meet(at now: WallTime) {
        startedAt = startedAt ?? now
    }

    /// How many hold a seat now, those within their grace included.
    package mutating func occupancy(_ count: Int, at now: WallTime) {
        emptySince = count > 0 ? nil : (emptySince ?? now)
    }

    /// What is due at `now`; each event comes once, and none after an end.
    package mutating func advance(to now: WallTime) -> [Event] {
        guard !isEnded else { return [] }
        if let emptySince, now - emptySince >= limits.emptyLimit {
            isEnded = true
            return [.end(.everybodyLeft)]
        }
        guard let endsAt else { return [] }
        if now >= endsAt {
            isEnded = true
            return [.end(.maximumDuration)]
        }
        guard !isWarned, now >= endsAt - limits.warning else { return [] }
        isWarned = true
        return [.warn(endsAt: endsAt)]
    }
}
