/// Keeps signed-in browsers' sessions, by the hash of their cookie.
package protocol SessionStore: Sendable {
    func insert(_ session: WebSession) async throws
    /// The session if it is live at `now`, which is kept, to the minute, as when it was last seen.
    func resume(_ hash: SecretHash, at now: WallTime) async throws -> WebSession?
    func remove(_ hash: SecretHash) async throws
    /// Drops what is no longer live; returns how many.
    func removeExpired(at now: WallTime) async throws -> Int
}
