import Clinic
import Testing

@testable import Signaling

/// Who gets through the doors of a call: each refusal is audited.
@Suite struct DoorTests {
    @Test func `a page is opened by its token once, then by the cookie`() async throws {
        let call = await CallFixture()
        let ticket = try await call.ticket(call.doctor)
        let entry = try await page(call, token: ticket.token.text, by: call.doctor)
        #expect(entry.isNewSession && entry.role == .doctor && entry.room == ticket.room)
        #expect(await call.audited(.tokenBound).map(\.actor) == [call.doctor.id])

        let cookie = entry.session.text
        let reload = try await page(call, session: cookie, by: call.doctor)
        #expect(reload.session == entry.session && !reload.isNewSession)
        let link = try await page(call, token: ticket.token.text, session: cookie, by: call.doctor)
        #expect(link.session == entry.session)
    }

    @Test func `another browser with the same token is refused, at both doors`() async throws {
        let call = await CallFixture()
        let ticket = try await call.ticket(call.doctor)
        _ = try await page(call, token: ticket.token.text, by: call.doctor)

        let shown = try await call.directory.openPage(
            of: CallFixture.id, with: EntryCredentials(token: ticket.token.text),
            signedIn: call.doctor, source: nil)
        let socket = try await call.directory.authorise(
            ticket.room, with: EntryCredentials(token: ticket.token.text), signedIn: nil,
            source: nil)

        #expect(shown == .refused(.token(.otherSession)))
        #expect(socket == .refused(.token(.otherSession)))
        #expect(await call.audited(.tokenRefused).count == 2)
    }

    @Test func `a native client's resume secret is its session`() async throws {
        let call = await CallFixture()
        let ticket = try await call.ticket(call.doctor)
        let client = try await call.open(
            EntryCredentials(token: ticket.token.text), room: ticket.room)
        let resume = try await client.join().resume

        await client.drop()
        let again = try await call.open(EntryCredentials(resume: resume), room: ticket.room)
        #expect(try await again.join(JoinRequest(resume: resume)).isResumed)

        let verdict = try await call.directory.authorise(
            ticket.room, with: EntryCredentials(token: ticket.token.text), signedIn: nil,
            source: nil)
        #expect(verdict == .refused(.token(.otherSession)))
    }

    @Test func `a browser's resume secret opens its socket too, while the seat is kept`()
        async throws
    {
        let call = await CallFixture()
        let doctor = try await call.connect(call.doctor)
        let resume = try await doctor.join().resume
        await doctor.drop()
        let room = try await call.room

        let again = try await call.open(EntryCredentials(resume: resume), room: room)
        #expect(try await again.join(JoinRequest(resume: resume)).isResumed)
        await again.drop()
        await call.pass(.seconds(30))

        let verdict = try await call.directory.authorise(
            room, with: EntryCredentials(resume: resume), signedIn: nil, source: nil)
        #expect(verdict == .refused(.token(.unknownToken)))
    }

    @Test func `without credentials nobody comes in, an administrator neither`() async throws {
        let call = await CallFixture()
        let room = try await call.ticket(call.doctor).room

        let nobody = try await call.directory.authorise(
            room, with: EntryCredentials(), signedIn: nil, source: nil)
        let admin = try await call.directory.authorise(
            room, with: EntryCredentials(), signedIn: call.admin, source: nil)
        let guess = try await call.directory.authorise(
            room, with: EntryCredentials(token: BearerSecret.random().text), signedIn: nil,
            source: nil)
        let junk = try await call.directory.authorise(
            room, with: EntryCredentials(session: "x", token: "y", resume: "z"), signedIn: nil,
            source: nil)

        #expect(nobody == .refused(.noCredentials))
        #expect(admin == .refused(.access(.notOfThisAppointment)))
        #expect(guess == .refused(.token(.unknownToken)))
        #expect(junk == .refused(.token(.unknownToken)))
        #expect(await call.audited(.accessRefused).count == 2)
        #expect(await call.audited(.tokenRefused).count == 2)
    }

    @Test func `a stranger with another's token is refused, and doesn't burn it`() async throws {
        let call = await CallFixture()
        let ticket = try await call.ticket(call.doctor)
        let credentials = EntryCredentials(token: ticket.token.text)

        for stranger in [call.stranger, call.patient, call.admin] {
            let verdict = try await call.directory.openPage(
                of: CallFixture.id, with: credentials, signedIn: stranger, source: nil)
            #expect(verdict == .refused(.access(.notOfThisAppointment)))
        }
        let foreign = try await call.directory.authorise(
            ticket.room, with: credentials, signedIn: call.foreigner, source: nil)
        #expect(foreign == .refused(.access(.otherHospital)))

        _ = try await page(call, token: ticket.token.text, by: call.doctor)
    }

    @Test func `an expired token opens nothing, and a bound one no more`() async throws {
        let call = await CallFixture()
        let unused = try await call.ticket(call.doctor)
        call.clock.move(by: .seconds(24 * 3600))
        let late = try await call.directory.authorise(
            unused.room, with: EntryCredentials(token: unused.token.text), signedIn: nil,
            source: nil)
        #expect(late == .refused(.token(.expired)))

        let fresh = try await call.ticket(call.doctor)
        let entry = try await page(call, token: fresh.token.text, by: call.doctor)
        call.clock.move(by: .seconds(24 * 3600))
        let cookie = try await call.directory.authorise(
            fresh.room, with: EntryCredentials(session: entry.session.text), signedIn: nil,
            source: nil)
        #expect(cookie == .refused(.token(.unknownToken)))
    }

    @Test func `a token is for its room and its appointment only`() async throws {
        let call = await CallFixture()
        let ticket = try await call.ticket(call.doctor)

        let room = try await call.directory.authorise(
            .random(), with: EntryCredentials(token: ticket.token.text), signedIn: nil,
            source: nil)
        let appointment = try await call.directory.openPage(
            of: .random(), with: EntryCredentials(token: ticket.token.text),
            signedIn: call.doctor, source: nil)

        #expect(room == .refused(.token(.otherRoom)))
        #expect(appointment == .refused(.token(.unknownToken)))
    }

    @Test func `a newer token closes the older one's connection`() async throws {
        let call = await CallFixture()
        let (doctor, patient) = try await call.bothJoined()

        let again = try await call.connect(call.doctor)

        #expect(doctor.ending() == (.replaced, 4002))
        #expect(try await again.join().isAdmitted)
        #expect(patient.ending().code == nil)
    }

    @Test func `after the call nobody comes in`() async throws {
        let call = await CallFixture()
        let (doctor, session) = try await call.connectWithSession(call.doctor)
        try await doctor.join()
        let room = try await call.room
        let verdict = try await call.directory.authorise(
            room, with: EntryCredentials(session: session.text), signedIn: nil, source: nil)
        guard case .allowed(let pass) = verdict else { throw MemoryClinic.Broken() }
        await doctor.send(.end)

        #expect(try await call.directory.open(pass, outbound: OutboundQueue()) == nil)
        let late = try await call.directory.authorise(
            room, with: EntryCredentials(session: session.text), signedIn: nil, source: nil)
        #expect(late == .refused(.token(.unknownToken)))
    }

    private func page(
        _ call: CallFixture, token: String? = nil, session: String? = nil, by person: Person
    ) async throws -> PageEntry {
        let verdict = try await call.directory.openPage(
            of: CallFixture.id, with: EntryCredentials(session: session, token: token),
            signedIn: person, source: nil)
        guard case .allowed(let entry) = verdict else { throw MemoryClinic.Broken() }
        return entry
    }
}
