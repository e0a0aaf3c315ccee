/// Keeps platforms' keys, by the hash of their text.
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
}
