/// A browser that has signed in, as it is stored: its cookie holds the secret.
package struct WebSession: Hashable, Sendable {
    /// Signed out this long after signing in.
    package static let lifetime = Duration.seconds(12 * 60 * 60)
    /// Signed out after this long without a request (45 CFR 164.312(a)(2)(iii)).
    package static let idleLimit = Duration.seconds(60 * 60)

    package let hash: SecretHash
    package let hospital: HospitalID
    package let person: PersonID
    package let createdAt: WallTime
    package var lastSeenAt: WallTime

    package init(
        hash: SecretHash, hospital: HospitalID, person: PersonID, createdAt: WallTime,
        lastSeenAt: WallTime
    ) {
        self.hash = hash
        self.hospital = hospital
        self.person = person
        self.createdAt = createdAt
        self.lastSeenAt = lastSeenAt
    }

    /// A new session of `person`: the secret for the cookie and the record to store.
    package static func begin(
        of person: Person, at now: WallTime
    ) -> (secret: BearerSecret, session: WebSession) {
        let secret = BearerSecret.random()
        let session = WebSession(
            hash: secret.hash, hospital: person.hospital, person: person.id, createdAt: now,
            lastSeenAt: now)
        return (secret, session)
    }

    /// Whether it still counts at `now`.
    package func isLive(at now: WallTime) -> Bool {
        now - createdAt < Self.lifetime && now - lastSeenAt < Self.idleLimit
    }
}
