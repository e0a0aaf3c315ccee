import Dispatch
import Wire

/// One timer that is moved only when the next deadline is earlier than what it waits for.
///
/// Confined to its queue. A deadline that moves away lets it fire for nothing once, which is
/// cheaper than moving it with each packet.
final class DeadlineTimer {
    /// No deadline is met sooner: one that stays in the past must not keep the queue busy.
    static let shortestWait = Duration.milliseconds(1)

    private let source: any DispatchSourceTimer
    private var armedFor: MonotonicTime?

    /// - Parameter handler: runs on `queue`, and calls ``fired()`` first.
    init(queue: DispatchQueue, handler: @escaping @Sendable () -> Void) {
        source = DispatchSource.makeTimerSource(queue: queue)
        source.setEventHandler(handler: handler)
        source.activate()
    }

    /// Makes sure that the handler runs at `deadline`, or before.
    func arm(for deadline: MonotonicTime?, now: MonotonicTime) {
        guard let deadline else { return }
        if let armedFor, armedFor <= deadline { return }
        armedFor = deadline
        let wait = max(deadline - now, Self.shortestWait)
        source.schedule(
            deadline: .now() + .nanoseconds(Int(clamping: wait.nanoseconds)),
            leeway: .milliseconds(1))
    }

    func fired() {
        armedFor = nil
    }

    /// Lets go of the handler. Nothing can be armed after it.
    func cancel() {
        source.cancel()
    }
}
