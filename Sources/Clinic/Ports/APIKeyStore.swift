/// Keeps platforms' keys, by the hash of their text, and whose own tokens are trusted.
package protocol APIKeyStore: Sendable {
    /// - Throws: ``StoreError/conflict`` when there is no such hospital.
    func insert(_ key: APIKey) async throws
    /// The key of this hash, whatever became of it. One that is live is kept, to the minute, as
    /// last used at `now`.
    func use(_ hash: SecretHash, at now: WallTime) async throws -> APIKey?
    /// Those of a hospital, or with `nil` those of the whole server; the oldest first.
    func keys(of hospital: HospitalID?, limit: Int) async throws -> [APIKey]
    /// Does nothing to one that was revoked before.
    ///
    /// - Returns: the key as it is then; `nil` when there is none of this name.
    func revoke(_ id: APIKeyID, at now: WallTime) async throws -> APIKey?
    /// Takes the place of what the hospital trusted before.
    ///
    /// - Throws: ``StoreError/conflict`` when another hospital has the issuer, or there is no such
    ///   hospital.
    func save(_ trust: PlatformTrust) async throws
    /// Of whatever hospital trusts this issuer.
    func trust(issuer: String) async throws -> PlatformTrust?
    func trust(of hospital: HospitalID) async throws -> PlatformTrust?
    /// - Returns: whether there was one.
    func removeTrust(of hospital: HospitalID) async throws -> Bool
}
