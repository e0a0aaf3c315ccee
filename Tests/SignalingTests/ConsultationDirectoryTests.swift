import Clinic
import Testing

@testable import Signaling

/// The use cases of the appointment's pages, and the life of the server.
@Suite struct ConsultationDirectoryTests {
    @Test func `only the appointment's doctor starts`() async throws {
        let call = await CallFixture()
        for (person, refusal) in [
            (call.patient, AccessRefusal.roleMayNot), (call.guest, .roleMayNot),
            (call.admin, .roleMayNot), (call.stranger, .notOfThisAppointment),
            (call.foreigner, .unknownAppointment),
        ] {
            let entry = try await call.directory.start(CallFixture.id, by: person, source: nil)
            #expect(entry == .refused(refusal))
        }
        #expect(await call.audited(.accessRefused).count == 5)
        #expect(await call.call.status == .notStarted)

        let ticket = try await call.ticket(call.doctor)
        #expect(await call.call.status == .waiting)
        #expect(await call.call.room == ticket.room)
        #expect(await call.audited(.callStarted).count == 1)
    }

    @Test func `patient and guest join once it is started, and nobody else`() async throws {
        let call = await CallFixture()
        let early = try await call.directory.join(CallFixture.id, by: call.patient, source: nil)
        #expect(early == .refused(.callNotRunning))

        _ = try await call.ticket(call.doctor)
        _ = try await call.ticket(call.patient)
        _ = try await call.ticket(call.guest)
        for person in [call.admin, call.stranger, call.foreigner] {
            let entry = try await call.directory.join(CallFixture.id, by: person, source: nil)
            guard case .refused = entry else { throw MemoryClinic.Broken() }
        }
    }

    @Test func `starting a running call is coming back to it`() async throws {
        let call = await CallFixture()
        let (_, patient) = try await call.bothJoined()
        let room = try await call.room

        let again = try await call.ticket(call.doctor)

        #expect(again.room == room)
        #expect(await call.audited(.callStarted).count == 1)
        #expect(patient.ending().code == nil)
    }

    @Test func `a call that ended may be started anew, in another room`() async throws {
        let call = await CallFixture()
        let (doctor, _) = try await call.bothJoined()
        let room = try await call.room
        await doctor.send(.end)

        let again = try await call.connect(call.doctor)

        #expect(try await again.join().call.status == .waiting)
        #expect(try await call.room != room)
    }

    @Test func `ending from the page closes the room, and once is enough`() async throws {
        let call = await CallFixture()
        let (doctor, patient) = try await call.bothJoined()

        #expect(
            try await call.directory.end(CallFixture.id, by: call.guest, source: nil)
                == .roleMayNot)
        #expect(
            try await call.directory.end(CallFixture.id, by: call.patient, source: nil) == nil)
        #expect(
            try await call.directory.end(CallFixture.id, by: call.doctor, source: nil) == nil)

        #expect(doctor.received().last?.callState?.reason == .endedByPatient)
        #expect(patient.items().last == .close(.init(.callEnded)))
        #expect(await call.audited(.callEnded).count == 1)
    }

    @Test func `status is for the appointment's people and the administrator`() async throws {
        let call = await CallFixture()
        let (doctor, patient) = try await call.bothJoined()
        await doctor.send(.recordingRequest)
        await patient.send(.recordingConsent(isAgreed: true))

        for person in [call.doctor, call.patient, call.guest, call.admin] {
            let report = try await call.directory.status(
                of: CallFixture.id, by: person, source: nil
            ).get()
            #expect(report.appointment.call.status == .inProgress)
            #expect(report.isRecording && report.isRecordingAllowed)
        }
        let foreign = try await call.directory.status(
            of: CallFixture.id, by: call.foreigner, source: nil)
        #expect(foreign == .failure(.unknownAppointment))
    }

    @Test func `a line written on the page is shown in the call`() async throws {
        let call = await CallFixture()
        let (doctor, _) = try await call.bothJoined()

        let entry = try await call.directory.post(
            " Hello ", to: CallFixture.id, by: call.patient, source: nil)
        let admin = try await call.directory.post(
            "Hello", to: CallFixture.id, by: call.admin, source: nil)
        let empty = try await call.directory.post(
            " ", to: CallFixture.id, by: call.patient, source: nil)

        guard case .stored(let message) = entry else { throw MemoryClinic.Broken() }
        #expect(message.text == "Hello")
        #expect(doctor.received() == [.chat(ChatLine(message))])
        #expect(admin == .refused(.roleMayNot) && empty == .unusable)
    }

    @Test func `at the limit of consultations a start is refused`() async throws {
        let call = await CallFixture(
            configuration: SignalingConfiguration(maximumConsultations: 0))

        let entry = try await call.directory.start(CallFixture.id, by: call.doctor, source: nil)

        #expect(entry == .unavailable)
    }

    @Test func `a shutdown tells everybody, closes the recording, and keeps the call`()
        async throws
    {
        let call = await CallFixture()
        let (doctor, patient) = try await call.bothJoined()
        await doctor.send(.recordingRequest)
        await patient.send(.recordingConsent(isAgreed: true))
        let waiting = try await call.connect(call.guest)

        await call.directory.closeAll()

        for client in [doctor, patient, waiting] {
            #expect(client.ending() == (.serverRestarting, 1001))
        }
        #expect(!call.media.isRecording && call.media.openRooms == 0)
        #expect(await call.audited(.recordingStopped).map(\.detail) == ["server_restarting"])
        #expect(await call.call.status == .inProgress)
        let entry = try await call.directory.start(CallFixture.id, by: call.doctor, source: nil)
        #expect(entry == .unavailable)
    }

    @Test func `running carries the media plane's events, and ends with the last of them`()
        async throws
    {
        let call = await CallFixture()
        let (doctor, _) = try await call.bothJoined()
        let endpoint = try await call.endpoint(of: call.doctor)

        async let running: Void = call.directory.run()
        call.media.emit(.activeSpeaker(endpoint))
        #expect(await doctor.outbound.next() != nil)
        await call.directory.closeAll()

        await running
    }

    @Test func `after a restart the call goes on with its time, and all are asked again`()
        async throws
    {
        let call = await CallFixture()
        let (doctor, session) = try await call.connectWithSession(call.doctor)
        try await doctor.join()
        let patient = try await call.connect(call.patient)
        try await patient.join()
        await doctor.send(.recordingRequest)
        await patient.send(.recordingConsent(isAgreed: true))
        let startedAt = try #require(await call.call.startedAt)
        call.clock.move(by: .seconds(300))

        let restarted = call.restarted()
        try await restarted.recover()

        #expect(await restarted.count == 1)
        #expect(await call.clinic.recordings.allSatisfy { $0.stoppedAt != nil })
        #expect(await call.audited(.recordingStopped).map(\.detail) == ["server_restarted"])
        let room = try await call.room
        let verdict = try await restarted.authorise(
            room, with: EntryCredentials(session: session.text), signedIn: nil, source: nil)
        guard case .allowed(let pass) = verdict else { throw MemoryClinic.Broken() }
        let outbound = OutboundQueue()
        let client = TestClient(
            session: try #require(try await restarted.open(pass, outbound: outbound)),
            outbound: outbound)
        let welcome = try await client.join(JoinRequest(resume: BearerSecret.random().text))
        #expect(!welcome.isResumed && welcome.isAdmitted)
        #expect(welcome.call.status == .inProgress && welcome.call.startedAt == startedAt)
        #expect(welcome.call.endsAt == startedAt + .seconds(3600))
        #expect(welcome.recording.state == "off")
    }

    @Test func `after a restart who was let in is let in, and who was sent back waits`()
        async throws
    {
        for isSentBack in [false, true] {
            let call = await CallFixture(policies: HospitalPolicies(admission: .oneByOne))
            let doctor = try await call.connect(call.doctor)
            try await doctor.join()
            let (patient, session) = try await call.connectWithSession(call.patient)
            try await patient.join()
            await doctor.send(.admit(call.patient.seat))
            if isSentBack { await doctor.send(.returnToWaitingRoom(call.patient.seat)) }

            let restarted = call.restarted()
            try await restarted.recover()
            let verdict = try await restarted.authorise(
                try await call.room, with: EntryCredentials(session: session.text), signedIn: nil,
                source: nil)
            guard case .allowed(let pass) = verdict else { throw MemoryClinic.Broken() }
            let outbound = OutboundQueue()
            let client = TestClient(
                session: try #require(try await restarted.open(pass, outbound: outbound)),
                outbound: outbound)
            #expect(try await client.join().isAdmitted == !isSentBack)
        }
    }

    @Test func `a call that nobody comes back to after a restart ends`() async throws {
        let call = await CallFixture()
        _ = try await call.bothJoined()
        let restarted = call.restarted()
        try await restarted.recover()

        call.clock.move(by: .seconds(60))
        await restarted.advance()

        #expect(await call.call.status == .ended)
        #expect(await restarted.count == 0)
    }

    @Test func `who looked before the end does not open the room again behind it`() async throws {
        let call = await CallFixture()
        let (doctor, _) = try await call.bothJoined()
        let before = try #require(await call.clinic.appointmentsByID[CallFixture.id])
        await doctor.send(.end)
        await call.directory.advance()

        #expect(try await call.directory.consultation(of: before) == nil)
        #expect(await call.directory.count == 0)
        #expect(call.media.openRooms == 0)
    }
}
