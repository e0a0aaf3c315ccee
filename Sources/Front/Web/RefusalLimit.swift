import Clinic
import Synchronization

/// The refusals of all doors, counted together: strangers by their address, people by name.
final class RefusalLimit: Sendable {
    private let count = Mutex(RefusalCount())

    /// What is written of `event`; `nil` for nothing.
    func bounded(_ event: AuditEvent) -> AuditEvent? {
        count.withLock { count in
            guard event.actor == nil, let source = event.source else {
                return count.bounded(event)
            }
            return switch count.note(source, at: event.at) {
            case .write: event
            case .writeLast: event.suppressingFurther
            case .skip: nil
            }
        }
    }

    /// Counts a refusal that somebody else writes.
    func note(_ source: String, at now: WallTime) {
        count.withLock { _ = $0.note(source, at: now) }
    }

    /// Whether nothing more of `source` is written now.
    func isReached(by source: String, at now: WallTime) -> Bool {
        count.withLock { $0.isReached(by: source, at: now) }
    }
}
