import Clinic

/// Wall time as it was when this was made, moved on by the steady clock: a clock that is set
/// meanwhile neither ends a call nor stretches it.
struct SteadyClock: Sendable {
    private let clock: any ConsultationClock
    private let startedAt: WallTime
    private let start: Duration

    init(_ clock: any ConsultationClock) {
        self.clock = clock
        startedAt = clock.wallTime()
        start = clock.elapsed()
    }

    func now() -> WallTime {
        startedAt + (clock.elapsed() - start)
    }
}
