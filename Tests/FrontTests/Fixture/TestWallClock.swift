import Clinic
import Synchronization

/// A clock that a test moves.
final class TestWallClock: Sendable {
    private let time = Mutex(WallTime(milliseconds: 1_800_000_000_000))

    var now: WallTime { time.withLock { $0 } }

    func advance(by interval: Duration) {
        time.withLock { $0 = $0 + interval }
    }
}
