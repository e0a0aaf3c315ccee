import Clinic
import Synchronization

/// Counts what a source does in a window of time, and says when it was enough.
///
/// At most ``entryLimit`` sources are kept; a full table refuses new ones until the window ends.
final class AttemptLimit: Sendable {
    static let window = Duration.seconds(600)
    private static let entryLimit = 4096

    private struct Counts {
        var beganAt: WallTime?
        var total = 0
        var bySource: [String: Int] = [:]
    }

    private let counts = Mutex(Counts())
    private let perSource: Int
    private let inAll: Int

    /// - Parameters:
    ///   - perSource: attempts of one source in a window.
    ///   - inAll: attempts of all sources in a window.
    init(perSource: Int, inAll: Int) {
        self.perSource = perSource
        self.inAll = inAll
    }

    /// Counts one attempt of `source`.
    ///
    /// - Returns: whether it may be made.
    func allows(_ source: String, at now: WallTime) -> Bool {
        counts.withLock { counts in
            let age = counts.beganAt.map { now - $0 }
            if age.map({ $0 >= Self.window || $0 < .zero }) ?? true {
                counts = Counts(beganAt: now)
            }
            let current = counts.bySource[source] ?? 0
            guard counts.total < inAll, current < perSource,
                current > 0 || counts.bySource.count < Self.entryLimit
            else { return false }
            counts.total += 1
            counts.bySource[source] = current + 1
            return true
        }
    }
}
