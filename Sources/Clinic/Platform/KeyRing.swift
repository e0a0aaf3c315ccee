/// Makes and revokes platforms' keys. Every change is in the audit log when it returns.
package struct KeyRing: Sendable {
    private let keys: any APIKeyStore
    private let audit: any AuditLog

    package init(_ stores: ClinicStores) {
        keys = stores.keys
        audit = stores.audit
    }

    /// - Returns: the key's text, to be shown once, and what is stored of it.
    /// - Throws: ``StoreError/conflict`` when there is no such hospital.
    package func create(
        of hospital: HospitalID?, name: String, scopes: Set<APIScope>, lifetime: Duration?,
        by origin: AuditOrigin, at now: WallTime
    ) async throws -> (text: String, key: APIKey) {
        let made = APIKey.mint(
            of: hospital, name: name, scopes: scopes, at: now, lifetime: lifetime)
        try await keys.insert(made.key)
        _ = try await audit.append(
            origin.event(.apiKeyCreated, in: hospital, detail: made.key.id.rawValue, at: now))
        return made
    }

    /// - Returns: the key as it is then; `nil` when there is none of this name.
    package func revoke(
        _ id: APIKeyID, by origin: AuditOrigin, at now: WallTime
    ) async throws -> APIKey? {
        guard let key = try await keys.revoke(id, at: now) else { return nil }
        _ = try await audit.append(
            origin.event(.apiKeyRevoked, in: key.hospital, detail: id.rawValue, at: now))
        return key
    }

    /// From now on the API is open to tokens that the hospital's platform signs.
    ///
    /// - Throws: ``StoreError/conflict`` when another hospital has the issuer.
    package func trust(_ trust: PlatformTrust, by origin: AuditOrigin, at now: WallTime)
        async throws
    {
        try await keys.save(trust)
        _ = try await audit.append(
            origin.event(
                .platformTrusted, in: trust.hospital, detail: trust.issuer, at: now))
    }

    /// - Returns: whether there was something to end.
    package func distrust(_ hospital: HospitalID, by origin: AuditOrigin, at now: WallTime)
        async throws -> Bool
    {
        guard try await keys.removeTrust(of: hospital) else { return false }
        _ = try await audit.append(
            origin.event(.platformDistrusted, in: hospital, at: now))
        return true
    }

    /// Whose key `text` is, if it is one and opens anything now.
    package func caller(with text: String, at now: WallTime) async throws -> APICaller? {
        guard let hash = APIKey.hash(of: text), let key = try await keys.use(hash, at: now),
            key.isLive(at: now)
        else { return nil }
        return key.caller
    }
}
