/// Keeps people and their passwords' hashes.
package protocol PersonStore: Sendable {
    /// - Parameter password: `nil` for one who comes by a link only.
    /// - Throws: ``StoreError/conflict`` when the name or the email is taken.
    func insert(_ person: Person, password: PasswordHash?) async throws
    func person(_ id: PersonID, in hospital: HospitalID) async throws -> Person?
    func people(_ ids: [PersonID], in hospital: HospitalID) async throws -> [PersonID: Person]
    /// All of a hospital by their names' order, those after `after`, at most `limit`; disabled ones
    /// too.
    func people(
        in hospital: HospitalID, after: PersonID?, limit: Int
    ) async throws -> [Person]
    /// Of any hospital, with or without a password, disabled or not: for the operator.
    func person(email: String) async throws -> Person?
    /// For signing in, which knows no hospital yet; `nil` where there is no password and for who is
    /// disabled.
    func account(email: String) async throws -> Account?
    /// Ends his sessions in the same transaction.
    func setPassword(
        _ password: PasswordHash, of person: PersonID, in hospital: HospitalID
    ) async throws
    /// Ends his sessions and supersedes his join tokens in the same transaction.
    func disable(_ person: PersonID, in hospital: HospitalID, at now: WallTime) async throws
}
