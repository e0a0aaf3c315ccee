import STUN
import Wire

/// What has ended lately and is asked about again. Bounded; the oldest are forgotten first.
struct RecentlyEnded {
    private static let revocationLimit = 65_536
    private static let deletionLimit = 256
    /// A request is repeated no longer than this (RFC 8489 §6.2.1).
    private static let repetitionTime = Duration.seconds(40)

    private struct Deletion {
        let client: NetworkPath
        let transactionID: TransactionID
        let at: MonotonicTime
    }

    /// Unix time after which a credential of the label can't be valid any more.
    private var revocations: [String: Int64] = [:]
    private var revokedLabels: [String] = []
    private var oldestLabel = 0
    private var deletions: [Deletion] = []
    private var oldestDeletion = 0

    /// Remembers that what `label` was given must not be used again.
    mutating func revoke(_ label: String, until expiry: Int64) {
        if revocations.updateValue(expiry, forKey: label) != nil { return }
        if revokedLabels.count < Self.revocationLimit {
            revokedLabels.append(label)
            return
        }
        revocations[revokedLabels[oldestLabel]] = nil
        revokedLabels[oldestLabel] = label
        oldestLabel = (oldestLabel + 1) % Self.revocationLimit
    }

    func isRevoked(_ label: String, unixTime: Int64) -> Bool {
        revocations[label].map { $0 > unixTime } ?? false
    }

    /// Remembers the Refresh request that ended an allocation.
    mutating func deleted(
        by transactionID: TransactionID, from client: NetworkPath, now: MonotonicTime
    ) {
        let deletion = Deletion(client: client, transactionID: transactionID, at: now)
        if deletions.count < Self.deletionLimit {
            deletions.append(deletion)
        } else {
            deletions[oldestDeletion] = deletion
            oldestDeletion = (oldestDeletion + 1) % Self.deletionLimit
        }
    }

    func wasDeleted(
        by transactionID: TransactionID, from client: NetworkPath, now: MonotonicTime
    ) -> Bool {
        deletions.contains {
            $0.transactionID == transactionID && $0.client == client
                && now - $0.at < Self.repetitionTime
        }
    }
}
