/// Keeps hospitals and their policies.
package protocol HospitalStore: Sendable {
    /// Adds a hospital, or takes over the name and policies of one that is there.
    func save(_ hospital: Hospital) async throws
    func hospital(_ id: HospitalID) async throws -> Hospital?
    /// All of the server, at most `limit`: for its operator, never for a browser.
    func hospitals(limit: Int) async throws -> [Hospital]
}
