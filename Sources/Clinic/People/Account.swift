/// A person and the hash of the password that he signs in with.
package struct Account: Sendable, PersonalData {
    package let person: Person
    package let password: PasswordHash

    package init(person: Person, password: PasswordHash) {
        self.person = person
        self.password = password
    }

    package var redacted: String { "Account(\(person.id))" }
}
