/// What a person is to the hospital.
package enum Role: String, Hashable, Sendable, Codable, CaseIterable {
    case doctor
    case patient
    /// Sees status, lists and audit of his hospital; never media, never joins.
    case hospitalAdmin = "hospital_admin"
    /// Invited to one appointment: an interpreter, a relative, a second doctor.
    case guest
}
