import Load
import Synchronization

extension Bench {
    /// What progress has told, in order.
    final class Series: Sendable {
        private let told = Mutex<[LoadLevel]>([])

        var levels: [LoadLevel] { told.withLock { $0 } }

        func append(_ level: LoadLevel) {
            told.withLock { $0.append(level) }
        }
    }
}
