import Dispatch
import Synchronization
import Testing
import Wire

@testable import Engine

/// The timer against the real clock, for some milliseconds.
@Suite struct DeadlineTimerTests {
    @Test func `it fires at the earliest deadline it was given`() async {
        let queue = DispatchQueue(label: "test")
        let start = MonotonicClock.now()

        let firedAt = await withCheckedContinuation { continuation in
            let once = Once(continuation)
            let timer = DeadlineTimer(queue: queue) { once.resume() }
            timer.arm(for: start + .seconds(60), now: start)
            timer.arm(for: start + .milliseconds(20), now: start)
            timer.arm(for: start + .seconds(30), now: start)
            timer.arm(for: nil, now: start)
            once.keep(timer)
        }

        #expect(firedAt - start >= .milliseconds(20))
        #expect(firedAt - start < .seconds(20))
    }

    @Test func `a deadline in the past comes soon`() async {
        let queue = DispatchQueue(label: "test")
        let start = MonotonicClock.now()

        let firedAt = await withCheckedContinuation { continuation in
            let once = Once(continuation)
            let timer = DeadlineTimer(queue: queue) { once.resume() }
            timer.arm(for: MonotonicTime(nanoseconds: 5), now: start)
            once.keep(timer)
        }

        #expect(firedAt - start < .seconds(20))
    }

    /// Answers with the time of the first call. Holds the timer until then.
    private final class Once: @unchecked Sendable {
        private let state: Mutex<CheckedContinuation<MonotonicTime, Never>?>
        private var timer: DeadlineTimer?

        init(_ continuation: CheckedContinuation<MonotonicTime, Never>) {
            state = Mutex(continuation)
        }

        func keep(_ timer: DeadlineTimer) { self.timer = timer }

        func resume() {
            let continuation = state.withLock { state in
                defer { state = nil }
                return state
            }
            continuation?.resume(returning: MonotonicClock.now())
        }
    }
}
