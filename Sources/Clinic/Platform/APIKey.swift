/// Names an API key; not secret.
package struct APIKeyID: Identifier {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }
}

/// A platform's way to the API, as it is stored: the secret itself was shown once.
package struct APIKey: Hashable, Sendable {
    /// What a key's text begins with, so that scanners of source code know a leaked one.
    package static let prefix = "aorta_"
    /// Longer names are refused, in characters.
    package static let nameLimit = 80

    package let id: APIKeyID
    package let hash: SecretHash
    /// `nil`: a super-administrator's, over all hospitals.
    package let hospital: HospitalID?
    /// What the operator calls it.
    package let name: String
    package let scopes: Set<APIScope>
    package let createdAt: WallTime
    /// First instant at which it is no longer good; `nil`: until it is revoked.
    package let expiresAt: WallTime?
    package var revokedAt: WallTime?
    /// To the minute.
    package var lastUsedAt: WallTime?

    package init(
        id: APIKeyID, hash: SecretHash, hospital: HospitalID?, name: String,
        scopes: Set<APIScope>, createdAt: WallTime, expiresAt: WallTime?,
        revokedAt: WallTime? = nil, lastUsedAt: WallTime? = nil
    ) {
        self.id = id
        self.hash = hash
        self.hospital = hospital
        self.name = name
        self.scopes = scopes
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.revokedAt = revokedAt
        self.lastUsedAt = lastUsedAt
    }

    /// A new key: the text to show once, and the record to store.
    package static func mint(
        of hospital: HospitalID?, name: String, scopes: Set<APIScope>, at now: WallTime,
        lifetime: Duration?
    ) -> (text: String, key: APIKey) {
        let secret = BearerSecret.random()
        let key = APIKey(
            id: .random(), hash: secret.hash, hospital: hospital, name: name,
            scopes: hospital == nil ? scopes : scopes.intersection(APIScope.ofOneHospital),
            createdAt: now, expiresAt: lifetime.map { now + $0 })
        return (prefix + secret.text, key)
    }

    /// The hash by which a presented text is looked up; `nil` for what cannot be a key.
    package static func hash(of text: String) -> SecretHash? {
        guard text.hasPrefix(prefix) else { return nil }
        return BearerSecret(text: String(text.dropFirst(prefix.count)))?.hash
    }

    /// Whether it still opens anything at `now`.
    package func isLive(at now: WallTime) -> Bool {
        revokedAt == nil && (expiresAt.map { now < $0 } ?? true)
    }

    /// Who comes with it.
    package var caller: APICaller {
        APICaller(name: "key:\(id)", hospital: hospital, scopes: scopes)
    }
}
