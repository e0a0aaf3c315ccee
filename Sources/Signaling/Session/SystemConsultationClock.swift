import Clinic
internal import Foundation

/// The machine's clocks.
package struct SystemConsultationClock: ConsultationClock {
    private let start = ContinuousClock.now

    package init() {}

    package func wallTime() -> WallTime {
        WallTime(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    }

    package func elapsed() -> Duration {
        start.duration(to: .now)
    }
}
