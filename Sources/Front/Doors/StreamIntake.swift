import Synchronization

/// The bytes of one media stream that its reader has not taken yet; holds reading up when they are
/// too many.
///
/// The event loop adds, any thread takes. Whoever takes the last byte that held reading up is told
/// to start it again.
final class StreamIntake: Sendable {
    private let untaken = Atomic<Int>(0)
    private let isHeldUp = Atomic<Bool>(false)
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    func add(_ count: Int) {
        untaken.add(count, ordering: .sequentiallyConsistent)
    }

    /// Whether more may be read; if not, a ``take(_:)`` will answer `true`.
    func mayRead() -> Bool {
        if untaken.load(ordering: .sequentiallyConsistent) < limit { return true }
        isHeldUp.store(true, ordering: .sequentiallyConsistent)
        // What was taken just before saw nobody waiting.
        guard hasRoom else { return false }
        return isHeldUp.exchange(false, ordering: .sequentiallyConsistent)
    }

    /// - Returns: whether reading has to be started again.
    func take(_ count: Int) -> Bool {
        untaken.subtract(count, ordering: .sequentiallyConsistent)
        return hasRoom && isHeldUp.exchange(false, ordering: .sequentiallyConsistent)
    }

    /// Half of the limit, so that reading does not start and stop with every burst.
    private var hasRoom: Bool { untaken.load(ordering: .sequentiallyConsistent) <= limit / 2 }
}
