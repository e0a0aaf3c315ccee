import Clinic
import Synchronization

/// Keeps strangers from filling the audit log: so many refusals of one source in a window are
/// written, one more says that the rest are not, and the doors stay shut all the same.
///
/// At most ``entryLimit`` sources are kept; a full table forgets all, and then writes more.
final class RefusalLimit: Sendable {
    enum Verdict: Sendable {
        case write
        /// Write that what follows is not written.
        case writeLast
        case skip
    }

    static let window = Duration.seconds(60)
    static let refusalsPerWindow = 100
    private static let entryLimit = 4096

    private struct Count {
        var refusals = 0
        let beganAt: WallTime
    }

    private let counts = Mutex<[String: Count]>([:])

    /// Counts one refusal of `source`.
    func note(_ source: String, at now: WallTime) -> Verdict {
        counts.withLock { counts in
            var count = counts[source] ?? Count(beganAt: now)
            let age = now - count.beganAt
            if age >= Self.window || age < .zero { count = Count(beganAt: now) }
            if counts[source] == nil, counts.count >= Self.entryLimit { counts.removeAll() }
            count.refusals += 1
            counts[source] = count
            if count.refusals <= Self.refusalsPerWindow { return .write }
            return count.refusals == Self.refusalsPerWindow + 1 ? .writeLast : .skip
        }
    }

    /// Whether nothing more of `source` is written now.
    func isReached(by source: String, at now: WallTime) -> Bool {
        counts.withLock { counts in
            guard let count = counts[source], now - count.beganAt < Self.window else {
                return false
            }
            return count.refusals > Self.refusalsPerWindow
        }
    }
}
