import Clinic
import Testing

@testable import Signaling

/// Guests: invited by the doctor during the call, with a link of their own and no account.
@Suite struct GuestTests {
    @Test func `only the doctor invites, and only to a running call`() async throws {
        let call = await CallFixture()
        let early = try await invite(call, by: call.doctor)
        _ = try await call.ticket(call.doctor)

        #expect(early.refusal == .callNotRunning)
        for person in [call.patient, call.guest, call.admin] {
            #expect(try await invite(call, by: person).refusal == .roleMayNot)
        }
        #expect(try await invite(call, by: call.doctor).guest?.name == "Ivy Vale")
    }

    @Test func `a guest without an account enters by his link, and the log knows who asked him`()
        async throws
    {
        let call = await CallFixture()
        _ = try await call.ticket(call.doctor)
        let invited = try #require(try await invite(call, by: call.doctor).ticket)

        let client = try await call.open(
            EntryCredentials(token: invited.token.text), room: invited.room)
        let welcome = try await client.join()

        #expect(welcome.role == .guest && welcome.name == "Ivy Vale")
        let entry = try #require(await call.audited(.guestInvited).first)
        #expect(entry.actor == call.doctor.id)
    }

    @Test func `a guest reloads his page by the cookie alone, until the call ends`() async throws {
        let call = await CallFixture()
        _ = try await call.ticket(call.doctor)
        let invited = try #require(try await invite(call, by: call.doctor).ticket)
        let first = try await page(call, EntryCredentials(token: invited.token.text))
        guard case .allowed(let entry) = first else { return #expect(Bool(false), "\(first)") }
        let cookie = EntryCredentials(session: entry.session.text)

        guard case .allowed(let reload) = try await page(call, cookie)
        else { return #expect(Bool(false), "a reload is refused") }
        #expect(reload.role == .guest && !reload.isNewSession)

        #expect(try await call.directory.end(CallFixture.id, by: call.doctor, source: nil) == nil)
        #expect(try await page(call, cookie) == .refused(.noCredentials))
    }

    @Test func `a guest's new link kills the one before, and its connections`() async throws {
        let call = await CallFixture()
        _ = try await call.ticket(call.doctor)
        let invitation = try await invite(call, by: call.doctor)
        let (guest, old) = try (#require(invitation.guest), #require(invitation.ticket))
        let client = try await call.open(
            EntryCredentials(token: old.token.text), room: old.room)
        try await client.join()

        let again = try await call.directory.inviteAgain(
            guest.id, to: CallFixture.id, by: call.doctor, source: nil)

        #expect(again.ticket != nil)
        #expect(
            try await page(call, EntryCredentials(token: old.token.text))
                == .refused(.token(.superseded)))
        let other = try await call.directory.inviteAgain(
            call.patient.id, to: CallFixture.id, by: call.doctor, source: nil)
        #expect(other.isUnknownGuest)
    }

    @Test func `a disabled guest gets no new link, and the old one is dead`() async throws {
        let call = await CallFixture()
        _ = try await call.ticket(call.doctor)
        let invitation = try await invite(call, by: call.doctor)
        let (guest, old) = try (#require(invitation.guest), #require(invitation.ticket))

        await call.clinic.disable(guest.id, in: guest.hospital, at: call.clock.wallTime())
        let again = try await call.directory.inviteAgain(
            guest.id, to: CallFixture.id, by: call.doctor, source: nil)

        #expect(again.refusal == .notOfThisAppointment)
        #expect(
            try await page(call, EntryCredentials(token: old.token.text))
                == .refused(.access(.notOfThisAppointment)))
    }

    @Test func `a guest's name is cleaned and bounded, and so is the number of guests`()
        async throws
    {
        let call = await CallFixture()
        _ = try await call.ticket(call.doctor)

        for name in ["", " \n ", String(repeating: "x", count: 81)] {
            #expect(try await invite(call, named: name, by: call.doctor).isUnusableName)
        }
        var count = 0
        while case .invited = try await invite(call, by: call.doctor) { count += 1 }
        #expect(count == Appointment.guestLimit - 1)  // The appointment had one before.
    }

    private func invite(
        _ call: CallFixture, named name: String = " Ivy\u{202E} Vale", by person: Person
    ) async throws -> GuestInvitation {
        try await call.directory.invite(name, to: CallFixture.id, by: person, source: nil)
    }

    private func page(
        _ call: CallFixture, _ credentials: EntryCredentials
    ) async throws -> PageVerdict {
        try await call.directory.openPage(
            of: CallFixture.id, with: credentials, signedIn: nil, source: nil)
    }
}

extension GuestInvitation {
    fileprivate var guest: Person? {
        if case .invited(let guest, _) = self { guest } else { nil }
    }

    fileprivate var ticket: CallTicket? {
        if case .invited(_, let ticket) = self { ticket } else { nil }
    }

    fileprivate var refusal: AccessRefusal? {
        if case .refused(let refusal) = self { refusal } else { nil }
    }

    fileprivate var isUnusableName: Bool {
        if case .unusableName = self { true } else { false }
    }

    fileprivate var isUnknownGuest: Bool {
        if case .unknownGuest = self { true } else { false }
    }
}
