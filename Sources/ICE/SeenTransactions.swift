import STUN
import Wire

/// Which checks have come, and over which path, so that a stranger cannot replay one from his own
/// address and draw the media there: a lite agent sends no check that would find him out.
///
/// A browser repeats a transaction over the path that it began on (RFC 8489 §6.2.1).
struct SeenTransactions: Sendable {
    /// Checks remembered; a browser that has settled makes one every 2.5 s.
    static let limit = 128

    private var seen: [(id: TransactionID, path: NetworkPath)] = []
    /// Index of the oldest, once all places are taken.
    private var oldest = 0

    /// Notes a check.
    ///
    /// - Returns: `false` where it came over another path before.
    mutating func accept(_ id: TransactionID, over path: NetworkPath) -> Bool {
        if let known = seen.last(where: { $0.id == id }) { return known.path == path }
        if seen.count < Self.limit {
            seen.append((id, path))
        } else {
            seen[oldest] = (id, path)
            oldest = (oldest + 1) % Self.limit
        }
        return true
    }
}
