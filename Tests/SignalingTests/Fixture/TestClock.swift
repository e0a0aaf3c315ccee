import Clinic
import Signaling
import Synchronization

/// Stands still until a test moves it.
final class TestClock: ConsultationClock {
    private let state = Mutex(
        (wall: WallTime(milliseconds: 1_772_355_600_000), elapsed: Duration.zero))

    func wallTime() -> WallTime { state.withLock { $0.wall } }

    func elapsed() -> Duration { state.withLock { $0.elapsed } }

    func move(by interval: Duration) {
        state.withLock {
            $0.wall = $0.wall + interval
            $0.elapsed += interval
        }
    }

    /// As an operator sets the machine's clock.
    func setWall(by step: Duration) {
        state.withLock { $0.wall = $0.wall + step }
    }
}
