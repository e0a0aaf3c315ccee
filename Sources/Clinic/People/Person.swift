/// Names a person of one hospital.
package struct PersonID: Identifier {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }
}

/// Somebody with an account, or invited to one appointment.
package struct Person: Hashable, Sendable, PersonalData {
    package let id: PersonID
    package let hospital: HospitalID
    package let role: Role
    /// As shown to the others in a consultation.
    package var name: String
    /// What he signs in with, kept as ``normalizedEmail(_:)`` makes it; `nil` for one who
    /// comes by a link only. No two people of one server have the same.
    package var email: String?
    /// Since when he has no access any more.
    package var disabledAt: WallTime?

    package init(
        id: PersonID, hospital: HospitalID, role: Role, name: String, email: String?,
        disabledAt: WallTime? = nil
    ) {
        self.id = id
        self.hospital = hospital
        self.role = role
        self.name = name
        self.email = email.map(Self.normalizedEmail)
        self.disabledAt = disabledAt
    }

    package var isDisabled: Bool { disabledAt != nil }

    package var redacted: String { "Person(\(id))" }

    /// Without the blanks around it and in lower case.
    package static func normalizedEmail(_ email: String) -> String {
        ChatText.trimmed(email).lowercased()
    }
}
