@preconcurrency import Dispatch
import Glibc
import Synchronization

/// SIGTERM and SIGINT: the first asks for an orderly stop, the second ends the process at once.
final class StopSignals: Sendable {
    /// Ends when the process has been asked to stop.
    let stop: AsyncStream<Never>
    private let sources: [any DispatchSourceSignal]

    /// Handlers run on a queue of Dispatch: formed here, outside of any actor.
    init() {
        let (stop, continuation) = AsyncStream.makeStream(of: Never.self)
        self.stop = stop
        let first = FirstTime()
        sources = [SIGTERM, SIGINT].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                guard first.take() else { _exit(130) }
                continuation.finish()
            }
            source.activate()
            return source
        }
    }

    /// Returns when the process has been asked to stop.
    func wait() async {
        for await _ in stop {}
    }

    /// A stop that takes longer than this is cut short.
    static func limitStop(to limit: Duration) {
        let milliseconds = Int(limit.components.seconds * 1000)
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(milliseconds)) {
            _exit(0)
        }
    }
}

private final class FirstTime: Sendable {
    private let isTaken = Mutex(false)

    func take() -> Bool {
        isTaken.withLock { isTaken in
            defer { isTaken = true }
            return !isTaken
        }
    }
}
