/// Adds people, gives them passwords and takes their access away: what the API and the command
/// line do with them. Every change is in the audit log when it returns.
package struct PersonRegister: Sendable {
    /// Longer names are refused, in characters.
    package static let nameLimit = 120
    /// Longer addresses cannot exist (RFC 5321 §4.5.3.1), in bytes.
    package static let emailLimit = 254

    private let stores: ClinicStores

    package init(_ stores: ClinicStores) {
        self.stores = stores
    }

    /// - Parameter password: `nil` for one who comes by links only.
    /// - Throws: ``StoreError/conflict`` when the email is taken or there is no such hospital.
    package func add(
        _ person: Person, password: PasswordHash?, by origin: AuditOrigin, at now: WallTime
    ) async throws {
        try await stores.people.insert(person, password: password)
        try await audit(.personCreated, person.id, person.hospital, origin, now)
    }

    /// Signs him out everywhere besides.
    ///
    /// - Returns: whether there is such a person.
    package func setPassword(
        _ password: PasswordHash, of id: PersonID, in hospital: HospitalID,
        by origin: AuditOrigin, at now: WallTime
    ) async throws -> Bool {
        guard try await stores.people.person(id, in: hospital) != nil else { return false }
        try await stores.people.setPassword(password, of: id, in: hospital)
        try await audit(.passwordSet, id, hospital, origin, now)
        return true
    }

    /// Takes his access away: he can't sign in, is signed out, and his links are dead. What he did
    /// stays. A call that he is in goes on.
    ///
    /// - Returns: whether there is such a person.
    package func disable(
        _ id: PersonID, in hospital: HospitalID, by origin: AuditOrigin, at now: WallTime
    ) async throws -> Bool {
        guard let person = try await stores.people.person(id, in: hospital) else { return false }
        guard !person.isDisabled else { return true }
        try await stores.people.disable(id, in: hospital, at: now)
        try await audit(.personDisabled, id, hospital, origin, now)
        return true
    }

    private func audit(
        _ kind: AuditKind, _ person: PersonID, _ hospital: HospitalID, _ origin: AuditOrigin,
        _ now: WallTime
    ) async throws {
        _ = try await stores.audit.append(
            origin.event(kind, in: hospital, detail: person.rawValue, at: now))
    }
}
