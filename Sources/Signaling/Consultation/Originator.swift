import Clinic

/// Who did a thing, as the audit log wants to know it.
package struct Originator: Hashable, Sendable, PersonalData {
    package let person: PersonID
    /// The client's address, without its port.
    package let source: String?

    package init(person: PersonID, source: String?) {
        self.person = person
        self.source = source
    }

    package var redacted: String { "Originator(\(person))" }
}
