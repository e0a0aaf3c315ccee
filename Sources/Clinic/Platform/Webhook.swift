/// Names one setting of a hospital's webhook: a new one for each URL that is set.
package struct WebhookID: Identifier {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }
}

/// Where a hospital's platform wants its events, and how far they have been delivered.
///
/// The queue is the hospital's audit log itself: durable, in order and never twice; ``sequence`` is
/// the last entry that was dealt with. What could not be delivered within ``eventLifetime`` is given
/// up, so that a platform that is gone holds nothing up for good.
package struct Webhook: Hashable, Sendable, PersonalData {
    /// Longer ones are refused, in bytes.
    package static let urlLimit = 2048
    /// An event that is older is given up.
    package static let eventLifetime = Duration.seconds(3 * 24 * 60 * 60)
    /// Between attempts at the same event: doubled from the first to the last.
    package static let firstPause = Duration.seconds(5)
    package static let longestPause = Duration.seconds(60 * 60)

    package let id: WebhookID
    package let hospital: HospitalID
    package let url: String
    /// Signs the events; the platform knows it, so it is kept as it is.
    package let secret: BearerSecret
    package let createdAt: WallTime
    /// Of the last entry of the audit log that was dealt with.
    package var sequence: Int64
    /// Attempts at the event that is due, all of them without success.
    package var failures: Int
    /// `nil`: at once.
    package var nextAttemptAt: WallTime?

    package init(
        id: WebhookID, hospital: HospitalID, url: String, secret: BearerSecret,
        createdAt: WallTime, sequence: Int64, failures: Int = 0, nextAttemptAt: WallTime? = nil
    ) {
        self.id = id
        self.hospital = hospital
        self.url = url
        self.secret = secret
        self.createdAt = createdAt
        self.sequence = sequence
        self.failures = failures
        self.nextAttemptAt = nextAttemptAt
    }

    package var redacted: String { "Webhook(\(hospital))" }

    /// Whether an attempt may be made now.
    package func isDue(at now: WallTime) -> Bool {
        nextAttemptAt.map { now >= $0 } ?? true
    }

    /// After one more failure.
    package func failed(at now: WallTime) -> Webhook {
        var next = self
        next.failures += 1
        let doublings = min(failures, 20)
        let pause = min(Self.firstPause * (1 << doublings), Self.longestPause)
        next.nextAttemptAt = now + pause
        return next
    }

    /// After the entry of this sequence was dealt with.
    package func moved(to sequence: Int64) -> Webhook {
        var next = self
        next.sequence = sequence
        next.failures = 0
        next.nextAttemptAt = nil
        return next
    }
}
