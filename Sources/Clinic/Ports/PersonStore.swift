/// Keeps people and their passwords' hashes.
package protocol PersonStore: Sendable {
    /// - Parameter password: `nil` for one who comes by a link only.
    /// - Throws: ``StoreError/conflict`` when the name or the email is taken.
    func insert(_ person: Person, password: PasswordHash?) async throws
    func person(_ id: PersonID, in hospital: HospitalID) async throws -> Person?
    func people(_ ids: [PersonID], in hospital: HospitalID) async throws -> [PersonID: Person]
    /// For signing in, which knows no hospital yet; `nil` where there is no password.
    func account(email: String) async throws -> Account?
    func setPassword(
        _ password: PasswordHash, of person: PersonID, in hospital: HospitalID
    ) async throws
}
