/// A reading of the monotonic clock.
///
/// Cores never read a clock. The engine (or a simulator) reads it once per burst of datagrams and
/// passes the reading in, so one input always sees one time.
package struct MonotonicTime: InstantProtocol, Sendable {
    /// Nanoseconds since an arbitrary start, the same for the whole process.
    package let nanoseconds: Int64

    @inlinable
    package init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    @inlinable
    package static func < (earlier: Self, later: Self) -> Bool {
        earlier.nanoseconds < later.nanoseconds
    }

    package func advanced(by interval: Duration) -> Self {
        Self(nanoseconds: nanoseconds &+ interval.nanoseconds)
    }

    package func duration(to other: Self) -> Duration {
        .nanoseconds(other.nanoseconds &- nanoseconds)
    }

    package static func + (time: Self, interval: Duration) -> Self {
        time.advanced(by: interval)
    }

    /// Negative when `earlier` is in fact later: a late input must not trap.
    package static func - (later: Self, earlier: Self) -> Duration {
        earlier.duration(to: later)
    }
}

extension Duration {
    /// The whole interval in nanoseconds; an interval beyond ±292 years is cut to that.
    package var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        if overflow { return seconds < 0 ? .min : .max }
        let (sum, sumOverflow) = whole.addingReportingOverflow(attoseconds / 1_000_000_000)
        return sumOverflow ? (seconds < 0 ? .min : .max) : sum
    }

    /// The whole interval in milliseconds, rounded towards zero.
    package var milliseconds: Int64 { nanoseconds / 1_000_000 }
}
