import Clinic
import Testing

@testable import Signaling

/// A hospital with one appointment, and one directory over it.
struct CallFixture {
    static let id = AppointmentID(rawValue: "appointment")

    let journal = Journal()
    let clinic: MemoryClinic
    let media: FakeMediaPlane
    let clock = TestClock()
    let directory: ConsultationDirectory

    let doctor = person("doctor", .doctor)
    let patient = person("patient", .patient)
    let guest = person("guest", .guest)
    let admin = person("admin", .hospitalAdmin)
    let stranger = person("stranger", .doctor)
    let foreigner = person("foreigner", .doctor, hospital: "other")

    init(
        policies: HospitalPolicies = HospitalPolicies(), isRecordingEnabled: Bool = true,
        configuration: SignalingConfiguration = SignalingConfiguration()
    ) async {
        clinic = MemoryClinic(journal)
        media = FakeMediaPlane(journal)
        directory = ConsultationDirectory(
            stores: clinic.stores, media: media, clock: clock, configuration: configuration)
        let hospital = HospitalID(rawValue: "hospital")
        await clinic.save(Hospital(id: hospital, name: "Hospital", policies: policies))
        await clinic.save(Hospital(id: HospitalID(rawValue: "other"), name: "Other"))
        for person in [doctor, patient, guest, admin, stranger, foreigner] {
            await clinic.insert(person, password: nil)
        }
        await clinic.insert(
            Appointment(
                id: Self.id, hospital: hospital, doctor: doctor.id, patient: patient.id,
                guests: [guest.id], startsAt: clock.wallTime(),
                isRecordingEnabled: isRecordingEnabled))
    }

    /// Another server on the same store and media plane's machine, after this one has died.
    func restarted() -> ConsultationDirectory {
        ConsultationDirectory(stores: clinic.stores, media: FakeMediaPlane(journal), clock: clock)
    }

    private static func person(
        _ name: String, _ role: Role, hospital: String = "hospital"
    ) -> Person {
        Person(
            id: PersonID(rawValue: name), hospital: HospitalID(rawValue: hospital), role: role,
            name: "Name of \(name)", email: "\(name)@demo.test")
    }

    func ticket(_ person: Person) async throws -> CallTicket {
        let entry =
            person.id == doctor.id
            ? try await directory.start(Self.id, by: person, source: "192.0.2.1")
            : try await directory.join(Self.id, by: person, source: "192.0.2.2")
        guard case .entered(let ticket) = entry else { throw MemoryClinic.Broken() }
        return ticket
    }

    /// The way of a browser: start or join, the page, the WebSocket.
    func connect(_ person: Person) async throws -> TestClient {
        let (client, _) = try await connectWithSession(person)
        return client
    }

    func connectWithSession(
        _ person: Person
    ) async throws -> (TestClient, session: BearerSecret) {
        let ticket = try await ticket(person)
        let page = try await directory.openPage(
            of: Self.id, with: EntryCredentials(token: ticket.token.text), signedIn: person,
            source: nil)
        guard case .allowed(let entry) = page else { throw MemoryClinic.Broken() }
        let client = try await open(
            EntryCredentials(session: entry.session.text), room: entry.room)
        return (client, entry.session)
    }

    /// What the signaling's door gives a person's browser.
    func entryPass(_ person: Person) async throws -> (pass: EntryPass, cookie: EntryCredentials) {
        let ticket = try await ticket(person)
        let page = try await directory.openPage(
            of: Self.id, with: EntryCredentials(token: ticket.token.text), signedIn: person,
            source: nil)
        guard case .allowed(let entry) = page else { throw MemoryClinic.Broken() }
        let cookie = EntryCredentials(session: entry.session.text)
        let verdict = try await directory.authorise(
            entry.room, with: cookie, signedIn: person, source: nil)
        guard case .allowed(let pass) = verdict else { throw MemoryClinic.Broken() }
        return (pass, cookie)
    }

    /// A WebSocket with these credentials.
    func open(
        _ credentials: EntryCredentials, room: CallRoomID, host: String? = nil
    ) async throws -> TestClient {
        let verdict = try await directory.authorise(
            room, with: credentials, signedIn: nil, source: "192.0.2.3", host: host)
        guard case .allowed(let pass) = verdict else { throw MemoryClinic.Broken() }
        let outbound = OutboundQueue()
        let session = try #require(try await directory.open(pass, outbound: outbound))
        return TestClient(session: session, outbound: outbound)
    }

    /// Doctor and patient in the room; what they were sent so far is taken.
    func bothJoined() async throws -> (doctor: TestClient, patient: TestClient) {
        let doctor = try await connect(doctor)
        try await doctor.join()
        let patient = try await connect(patient)
        try await patient.join()
        _ = (doctor.items(), patient.items())
        return (doctor, patient)
    }

    var call: VideoCall {
        get async { await clinic.appointmentsByID[Self.id]?.call ?? VideoCall() }
    }

    var room: CallRoomID {
        get async throws { try #require(await call.room) }
    }

    func consultation() async throws -> Consultation {
        try #require(await directory.consultations[room])
    }

    func endpoint(of person: Person) async throws -> MediaEndpointID {
        let seats = try await consultation().seats
        return try #require(seats[ParticipantID(of: person.id)]?.endpoint.id)
    }

    /// Moves time on in steps of ten seconds, as the directory's second hand would.
    func pass(_ interval: Duration) async {
        var rest = interval
        while rest > .zero {
            let step = min(rest, .seconds(10))
            clock.move(by: step)
            await directory.advance()
            rest -= step
        }
    }

    func audited(_ kind: AuditKind) async -> [AuditEvent] {
        await clinic.events.filter { $0.kind == kind }
    }
}

extension Person {
    /// As participants are named.
    var seat: ParticipantID { ParticipantID(of: id) }
}
