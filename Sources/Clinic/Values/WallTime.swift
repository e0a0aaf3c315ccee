/// An instant of civil time, read from the system clock by an edge and passed in.
///
/// Kept in whole milliseconds, so that what is stored, hashed and shown is the same instant.
package struct WallTime: Hashable, Comparable, Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted; negative before.
    package let milliseconds: Int64

    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    package static func < (earlier: Self, later: Self) -> Bool {
        earlier.milliseconds < later.milliseconds
    }

    /// Intervals beyond what 64 bits hold wrap; no clock reaches them.
    package static func + (time: Self, interval: Duration) -> Self {
        Self(milliseconds: time.milliseconds &+ interval.wholeMilliseconds)
    }

    package static func - (time: Self, interval: Duration) -> Self {
        Self(milliseconds: time.milliseconds &- interval.wholeMilliseconds)
    }

    /// Negative when `earlier` is in fact later: clocks are set back now and then.
    package static func - (later: Self, earlier: Self) -> Duration {
        .milliseconds(later.milliseconds &- earlier.milliseconds)
    }
}

extension Duration {
    /// The interval in whole milliseconds, towards zero; cut to what 64 bits hold.
    package var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        let limit: Int64 = seconds < 0 ? .min : .max
        if overflow { return limit }
        let (sum, beyond) = whole.addingReportingOverflow(attoseconds / 1_000_000_000_000_000)
        return beyond ? limit : sum
    }

    /// The interval in whole seconds, towards zero.
    package var wholeSeconds: Int64 { components.seconds }
}
