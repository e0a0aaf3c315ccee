import Clinic
import Testing

@testable import Signaling

/// How people get their seats, keep them over a break, and give them up.
@Suite struct JoiningTests {
    @Test func `a doctor is welcomed with all that the page needs`() async throws {
        let call = await CallFixture(
            configuration: SignalingConfiguration(iceServers: [ICEServer(urls: ["stun:a"])]))
        let doctor = try await call.connect(call.doctor)

        let welcome = try await doctor.join(JoinRequest(name: " Dr. Ada\u{202E} Grey "))

        #expect(welcome.participant == call.doctor.seat)
        #expect(welcome.role == .doctor)
        #expect(welcome.name == "Dr. Ada Grey")
        #expect(welcome.isAdmitted && !welcome.isResumed && welcome.participants.isEmpty)
        #expect(welcome.iceServers.last == ICEServer(urls: ["stun:a"]))
        #expect(welcome.call.status == .waiting && welcome.call.waiting == [])
        #expect(welcome.recording.mayRequest && welcome.mayShareScreen)
        #expect(await call.audited(.participantJoined).map(\.actor) == [call.doctor.id])
    }

    @Test func `TURN is told by the name the browser uses, with each one's own credentials`()
        async throws
    {
        let call = await CallFixture()
        let doctor = try await call.connect(call.doctor)
        let ticket = try await call.ticket(call.patient)
        let patient = try await call.open(
            EntryCredentials(token: ticket.token.text), room: await call.room,
            host: "call.hospital.example:8443")

        let doctors = try #require(try await doctor.join().iceServers.first)
        let patients = try #require(try await patient.join().iceServers.first)

        #expect(doctors.urls == ["turn:nowhere"])
        #expect(patients.urls == ["turn:call.hospital.example:8443"])
        #expect(doctors.username != patients.username)
    }

    @Test func `a hospital's forced rung reaches the page`() async throws {
        let call = await CallFixture(policies: HospitalPolicies(rung: .turnTLS))
        let doctor = try await call.connect(call.doctor)

        #expect(try await doctor.join().rung == .turnTLS)
    }

    @Test func `doctor and patient see each other, and the call is in progress`() async throws {
        let call = await CallFixture()
        let doctor = try await call.connect(call.doctor)
        try await doctor.join()
        let patient = try await call.connect(call.patient)
        call.clock.move(by: .seconds(5))

        let welcome = try await patient.join()

        #expect(welcome.isAdmitted && welcome.participants.map(\.id) == [call.doctor.seat])
        #expect(!welcome.mayShareScreen && !welcome.recording.mayRequest)
        let received = doctor.received()
        #expect(
            received.contains(
                .participantJoined(
                    ParticipantState(
                        id: call.patient.seat, role: .patient, name: "Name of patient"))))
        guard case .callState(let state) = received.last else { throw MemoryClinic.Broken() }
        #expect(state.status == .inProgress && state.startedAt == call.clock.wallTime())
        #expect(state.endsAt == call.clock.wallTime() + .seconds(3600))
        #expect(await call.call.status == .inProgress)
        #expect(await call.audited(.callMet).count == 1)
    }

    @Test func `a broken connection within the grace time is resumed with its media`() async throws
    {
        let call = await CallFixture()
        let doctor = try await call.connect(call.doctor)
        try await doctor.join()
        let (patient, session) = try await call.connectWithSession(call.patient)
        let resume = try await patient.join().resume
        let endpoint = try await call.endpoint(of: call.patient)
        _ = doctor.items()

        await patient.drop()
        await call.pass(.seconds(29))
        #expect(
            doctor.received() == [.participantConnection(call.patient.seat, isConnected: false)])
        let again = try await call.open(
            EntryCredentials(session: session.text), room: call.room)
        let welcome = try await again.join(JoinRequest(resume: resume))

        #expect(welcome.isResumed && welcome.resume == resume)
        #expect(try await call.endpoint(of: call.patient) == endpoint)
        #expect(
            doctor.received().contains(
                .participantConnection(call.patient.seat, isConnected: true)))
        #expect(call.media.admitted.contains(endpoint))
    }

    @Test func `a resumed client gets the chat and the offer that it missed`() async throws {
        let call = await CallFixture()
        let doctor = try await call.connect(call.doctor)
        try await doctor.join()
        let (patient, session) = try await call.connectWithSession(call.patient)
        let resume = try await patient.join().resume
        await doctor.send(.chat("one"))
        let last = try #require(await call.clinic.messages.last?.id)

        await patient.drop()
        await doctor.send(.chat("two"))
        let endpoints = (
            doctor: try await call.endpoint(of: call.doctor),
            patient: try await call.endpoint(of: call.patient)
        )
        try await call.consultation().handle(
            .subscribeOffer(
                endpoints.patient, sdp: "v=0",
                tracks: [.init(mid: "0", publisher: endpoints.doctor, source: .camera)]))
        let again = try await call.open(
            EntryCredentials(session: session.text), room: call.room)
        await again.send(.join(JoinRequest(resume: resume, lastMessage: last)))

        let received = again.received()
        guard case .joined(let welcome) = received.first else { throw MemoryClinic.Broken() }
        #expect(welcome.chat.map(\.text) == ["two"])
        #expect(
            received.dropFirst().prefix(2) == [
                .tracks([TrackLabel(mid: "0", participant: call.doctor.seat, source: .camera)]),
                .offer(sdp: "v=0"),
            ])
    }

    @Test func `after the grace time the seat is gone, and a new one is taken`() async throws {
        let call = await CallFixture()
        let doctor = try await call.connect(call.doctor)
        try await doctor.join()
        let (patient, session) = try await call.connectWithSession(call.patient)
        let resume = try await patient.join().resume
        let endpoint = try await call.endpoint(of: call.patient)

        await patient.drop()
        await call.pass(.seconds(30))
        #expect(doctor.received().contains(.participantLeft(call.patient.seat, .disconnected)))
        #expect(!call.media.present.contains(endpoint))
        let again = try await call.open(
            EntryCredentials(session: session.text), room: call.room)
        let welcome = try await again.join(JoinRequest(resume: resume))

        #expect(!welcome.isResumed && welcome.isAdmitted)
        #expect(try await call.endpoint(of: call.patient) != endpoint)
    }

    @Test func `a reload is the same participant with new media`() async throws {
        let call = await CallFixture()
        let doctor = try await call.connect(call.doctor)
        try await doctor.join()
        let (patient, session) = try await call.connectWithSession(call.patient)
        let first = try await patient.join()
        let endpoint = try await call.endpoint(of: call.patient)
        _ = doctor.items()

        let again = try await call.open(
            EntryCredentials(session: session.text), room: call.room)
        let second = try await again.join()

        #expect(second.participant == first.participant && !second.isResumed)
        #expect(second.resume != first.resume)
        #expect(patient.ending() == (.replaced, 4002))
        let new = try await call.endpoint(of: call.patient)
        #expect(new != endpoint)
        #expect(!call.media.present.contains(endpoint) && call.media.admitted.contains(new))
        #expect(
            !doctor.received().contains(.participantLeft(call.patient.seat, .disconnected)))
        #expect(await call.audited(.participantJoined).count == 2)

        // The old page's secret is worth nothing beside the new page's media.
        let third = try await call.open(
            EntryCredentials(session: session.text), room: call.room)
        #expect(try await third.join(JoinRequest(resume: first.resume)).isResumed == false)
    }

    @Test func `one who leaves gives his seat up`() async throws {
        let call = await CallFixture()
        let (doctor, patient) = try await call.bothJoined()
        let endpoint = try await call.endpoint(of: call.patient)

        await patient.send(.leave)

        #expect(patient.ending() == (nil, 1000))
        #expect(doctor.received().contains(.participantLeft(call.patient.seat, .left)))
        #expect(!call.media.present.contains(endpoint))
        #expect(await call.audited(.participantLeft).map(\.detail) == ["left"])
        #expect(await call.call.status == .inProgress)
    }

    @Test func `a media plane that fails is said, and the client may try again`() async throws {
        let call = await CallFixture()
        let doctor = try await call.connect(call.doctor)

        call.media.fail("add")
        await doctor.send(.join(JoinRequest()))
        #expect(doctor.errors() == [.mediaUnavailable])

        call.media.fail()
        #expect(try await doctor.join().isAdmitted)
    }

    @Test func `chat, mute, screen and quality reach the others`() async throws {
        let call = await CallFixture()
        let (doctor, patient) = try await call.bothJoined()

        await patient.send(.chat("  Good morning\u{0} "), id: "1")
        let line = try #require(await call.clinic.messages.first)
        #expect(line.text == "Good morning" && line.sender == call.patient.id)
        #expect(doctor.received() == [.chat(ChatLine(line))])
        #expect(
            patient.envelopes() == [
                ServerEnvelope(.chat(ChatLine(line))), ServerEnvelope(answers: "1", .ack),
            ])

        await patient.send(.mute(MuteState(audio: true)))
        await patient.send(.quality(ClientQuality(loss: 0.5)))
        #expect(
            doctor.received() == [
                .mute(call.patient.seat, MuteState(audio: true)),
                .quality(call.patient.seat, .poor),
            ])

        await doctor.send(.screenShare(isOn: true))
        #expect(patient.received().last == .screenShare(call.doctor.seat, isOn: true))
        #expect(await call.call.isScreenShared)
        await patient.send(.screenShare(isOn: true))
        await patient.send(.offer(sdp: "v=0", sources: ["0": .screen]))
        #expect(patient.errors() == [.notAllowed, .notAllowed])
        await doctor.send(.leave)
        #expect(await !call.call.isScreenShared)
    }

    @Test func `a chat line that can't be stored is not shown`() async throws {
        let call = await CallFixture()
        let (doctor, patient) = try await call.bothJoined()
        await call.clinic.fail(.chatStored)

        await patient.send(.chat("Hello"), id: "1")

        #expect(patient.errors() == [.unavailable])
        #expect(doctor.received().isEmpty)
    }

    @Test func `descriptions go to the media plane and back`() async throws {
        let call = await CallFixture()
        let (doctor, patient) = try await call.bothJoined()
        let endpoints = (
            doctor: try await call.endpoint(of: call.doctor),
            patient: try await call.endpoint(of: call.patient)
        )
        call.journal.clear()

        await patient.send(.offer(sdp: "v=0", sources: ["0": .camera]), id: "1")
        await patient.send(.offer(sdp: "bad", sources: [:]), id: "2")
        await doctor.send(.answer(sdp: "v=0"))
        await doctor.send(.restartSubscription)
        await doctor.send(
            .view([
                .init(participant: call.patient.seat, source: .camera, width: 320, height: 180),
                .init(
                    participant: ParticipantID(rawValue: "gone"), source: .camera, width: 1,
                    height: 1),
            ]))

        #expect(
            call.journal.only("media") == [
                "media publish", "media publish", "media answer", "media restart",
                "media view camera 57600",
            ])
        #expect(
            patient.envelopes() == [
                ServerEnvelope(answers: "1", .answer(sdp: "answer to v=0")),
                ServerEnvelope(
                    answers: "2",
                    .error(Complaint(.mediaRefused, text: "The first line is not v=0."))),
            ])

        let consultation = try await call.consultation()
        await consultation.handle(
            .subscribeOffer(
                endpoints.doctor, sdp: "v=0",
                tracks: [.init(mid: "0", publisher: endpoints.patient, source: .camera)]))
        await consultation.handle(.activeSpeaker(endpoints.patient))
        await consultation.handle(.connection(endpoints.patient, .silent))
        #expect(
            doctor.received() == [
                .tracks([TrackLabel(mid: "0", participant: call.patient.seat, source: .camera)]),
                .offer(sdp: "v=0"), .activeSpeaker(call.patient.seat),
                .quality(call.patient.seat, .poor),
            ])
    }
}
