import Glibc
import Wire

/// The only place of the media plane that reads a clock.
package enum MonotonicClock {
    /// Unix time 0 in seconds of NTP's era 0 (RFC 868).
    private static let unixEpochInNTP: Int64 = 2_208_988_800

    package static func now() -> MonotonicTime {
        MonotonicTime(nanoseconds: read(CLOCK_MONOTONIC))
    }

    /// The wall clock, in nanoseconds since 1970.
    static func unixNanoseconds() -> Int64 { read(CLOCK_REALTIME) }

    /// What added to ``now()`` gives NTP time in nanoseconds since 1900, as of this moment.
    static func ntpOffsetNanoseconds() -> Int64 {
        read(CLOCK_REALTIME) - read(CLOCK_MONOTONIC) + unixEpochInNTP * 1_000_000_000
    }

    /// Holds the calling thread up: for moments only, less than a second.
    static func pause(nanoseconds: Int64) {
        var wait = timespec(tv_sec: 0, tv_nsec: Int(nanoseconds))
        nanosleep(&wait, nil)
    }

    private static func read(_ clock: clockid_t) -> Int64 {
        var reading = timespec()
        clock_gettime(clock, &reading)
        return Int64(reading.tv_sec) * 1_000_000_000 + Int64(reading.tv_nsec)
    }
}
