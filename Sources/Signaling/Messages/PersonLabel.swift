import Clinic

/// A person by id, name and role: who waits, who wrote.
package struct PersonLabel: Hashable, Sendable, Codable, PersonalData {
    package let id: ParticipantID
    package let name: String
    package let role: Role

    package init(id: ParticipantID, name: String, role: Role) {
        self.id = id
        self.name = name
        self.role = role
    }

    package var redacted: String { "PersonLabel(\(id))" }
}
