import Clinic
import Testing

@Suite struct RedactionTests {
    @Test func `nothing that prints a value of personal data shows the data`() throws {
        let secret = BearerSecret.random()
        let password = try #require(PasswordHash(of: "Geheim-Kennwort", cost: .test))
        let text = "my chest hurts"
        guard case .accepted(let chatText) = ChatText.checked(text) else {
            Issue.record("the text was refused")
            return
        }
        let message = ChatMessage(
            id: ChatMessageID(rawValue: "m1"), hospital: Samples.hospital,
            appointment: Samples.appointment().id, sender: Samples.patient.id,
            senderName: Samples.patient.name, senderRole: .patient, text: text,
            sentAt: Samples.start)
        var chain = AuditChain(of: nil)
        let event = AuditEvent(
            .signInFailed, in: nil, source: "203.0.113.7", detail: "secret detail",
            at: Samples.start)
        let entry = chain.append(event)
        let values: [any PersonalData] = [
            secret, password, chatText, message, event, entry, Samples.patient,
            Account(person: Samples.patient, password: password),
        ]
        let hidden = [
            secret.text, password.text, text, Samples.patient.name, "mail.test", "203.0.113.7",
            "secret detail",
        ]

        for value in values {
            var dumped = ""
            dump(value, to: &dumped)
            let prints = [
                "\(value)", String(describing: value), String(reflecting: value), dumped,
                "\([value])", String(reflecting: Optional(value)),
            ]
            for print in prints {
                #expect(hidden.allSatisfy { !print.contains($0) }, "\(type(of: value))")
            }
        }
    }

    @Test func `a stored token shows no more of its hash than tells it from another`() {
        let hash = BearerSecret.random().hash

        #expect("\(hash)".count == 9)
        #expect(hash.hex.hasPrefix("\(hash)".dropLast()))
    }

    @Test func `an email is kept in lower case without the blanks around it`() {
        let person = Person(
            id: PersonID(rawValue: "p"), hospital: Samples.hospital, role: .doctor, name: "D",
            email: "  Doctor@Demo.Test\n")

        #expect(person.email == "doctor@demo.test")
    }
}
