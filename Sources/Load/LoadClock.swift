import Glibc
import Wire

/// The clocks of the load: monotonic for what is due, the kernel's wall clock for delays.
enum LoadClock {
    static func now() -> MonotonicTime {
        MonotonicTime(nanoseconds: read(CLOCK_MONOTONIC))
    }

    /// The clock by which the kernel stamps datagrams, in nanoseconds since 1970.
    static func stamp() -> UInt64 { UInt64(clamping: read(CLOCK_REALTIME)) }

    /// Sleeps until `time`.
    static func sleep(until time: MonotonicTime) {
        var due = timespec(
            tv_sec: Int(time.nanoseconds / 1_000_000_000),
            tv_nsec: Int(time.nanoseconds % 1_000_000_000))
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, nil)
    }

    private static func read(_ clock: clockid_t) -> Int64 {
        var reading = timespec()
        clock_gettime(clock, &reading)
        return Int64(reading.tv_sec) * 1_000_000_000 + Int64(reading.tv_nsec)
    }
}
