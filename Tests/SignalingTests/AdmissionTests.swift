import Clinic
import Testing

@testable import Signaling

/// The waiting room: enforced in the media plane, and before anything is said.
@Suite struct AdmissionTests {
    private static let oneByOne = HospitalPolicies(admission: .oneByOne)

    @Test func `a patient waits for the doctor, and comes in with him`() async throws {
        let call = await CallFixture()
        _ = try await call.ticket(call.doctor)
        let patient = try await call.connect(call.patient)

        let welcome = try await patient.join()
        #expect(!welcome.isAdmitted && welcome.participants.isEmpty)
        #expect(call.media.admitted.isEmpty && call.media.present.count == 1)
        #expect(await call.audited(.participantWaiting).count == 1)

        let doctor = try await call.connect(call.doctor)
        try await doctor.join()

        #expect(call.media.admitted.count == 2)
        let received = patient.received()
        #expect(received.first == .admit(call.patient.seat))
        #expect(
            received.contains(
                .participantJoined(
                    ParticipantState(
                        id: call.doctor.seat, role: .doctor, name: "Name of doctor"))))
        #expect(await call.call.status == .inProgress)
    }

    @Test func `one by one, the doctor admits`() async throws {
        let call = await CallFixture(policies: Self.oneByOne)
        let doctor = try await call.connect(call.doctor)
        try await doctor.join()
        let patient = try await call.connect(call.patient)
        #expect(try await !patient.join().isAdmitted)
        guard case .callState(let state) = doctor.received().last
        else { throw MemoryClinic.Broken() }
        #expect(state.waiting?.map(\.id) == [call.patient.seat])
        #expect(call.media.admitted.count == 1)
        #expect(await call.call.status == .waiting)

        await patient.send(.admit(call.patient.seat))
        #expect(patient.errors() == [.notAdmitted])
        await doctor.send(.admit(ParticipantID(rawValue: "nobody")))
        #expect(doctor.errors() == [.unknownParticipant])
        await doctor.send(.admit(call.patient.seat), id: "1")

        #expect(call.media.admitted.count == 2)
        #expect(await call.call.status == .inProgress)
        #expect(await call.audited(.participantAdmitted).map(\.actor) == [call.doctor.id])
    }

    @Test func `nothing reaches one who waits, and nothing of him the others`() async throws {
        let call = await CallFixture(policies: Self.oneByOne)
        let doctor = try await call.connect(call.doctor)
        try await doctor.join()
        let patient = try await call.connect(call.patient)
        try await patient.join()
        _ = (doctor.items(), patient.items())

        await doctor.send(.chat("Secret"))
        await doctor.send(.mute(MuteState(audio: true)))
        await doctor.send(.recordingRequest)
        let consultation = try await call.consultation()
        let endpoints = (
            doctor: try await call.endpoint(of: call.doctor),
            patient: try await call.endpoint(of: call.patient)
        )
        await consultation.handle(.activeSpeaker(endpoints.doctor))
        await consultation.handle(
            .subscribeOffer(
                endpoints.patient, sdp: "v=0",
                tracks: [.init(mid: "0", publisher: endpoints.doctor, source: .camera)]))
        #expect(patient.received() == [.tracks([]), .offer(sdp: "v=0")])

        _ = doctor.items()
        await patient.send(.offer(sdp: "v=0", sources: ["0": .camera]))
        await patient.send(.mute(MuteState(audio: true)))
        await patient.send(.chat("Hello"))
        await patient.send(.recordingConsent(isAgreed: true))
        await patient.send(.end)
        #expect(patient.errors() == [.notAdmitted, .notAdmitted, .notAdmitted])
        #expect(doctor.received().isEmpty)
        #expect(call.media.granted.contains(endpoints.patient) == false)
    }

    @Test func `the media plane knows of an admission before anybody else`() async throws {
        let call = await CallFixture(policies: Self.oneByOne)
        let doctor = try await call.connect(call.doctor)
        try await doctor.join()
        let patient = try await call.connect(call.patient)
        try await patient.join()
        _ = (doctor.items(), patient.items())

        call.media.fail("admit")
        await doctor.send(.admit(call.patient.seat))

        #expect(doctor.errors() == [.mediaUnavailable])
        #expect(patient.items().isEmpty)
    }

    @Test func `one who is sent back is cut off, and stays so over a reload`() async throws {
        let call = await CallFixture()
        let doctor = try await call.connect(call.doctor)
        try await doctor.join()
        let (patient, session) = try await call.connectWithSession(call.patient)
        try await patient.join()
        let endpoint = try await call.endpoint(of: call.patient)
        _ = (doctor.items(), patient.items())

        await doctor.send(.returnToWaitingRoom(call.patient.seat))

        #expect(!call.media.admitted.contains(endpoint))
        #expect(patient.received().first == .returnToWaitingRoom(call.patient.seat))
        #expect(doctor.received().contains(.participantLeft(call.patient.seat, .waiting)))

        let again = try await call.open(
            EntryCredentials(session: session.text), room: call.room)
        #expect(try await !again.join().isAdmitted)
        await again.send(.leave)
        let third = try await call.connect(call.patient)
        #expect(try await !third.join().isAdmitted)
        #expect(call.media.admitted.count == 1)

        await doctor.send(.admit(call.patient.seat))
        #expect(call.media.admitted.count == 2)
    }

    @Test func `one who was admitted stays so over a leave`() async throws {
        let call = await CallFixture(policies: Self.oneByOne)
        let doctor = try await call.connect(call.doctor)
        try await doctor.join()
        let patient = try await call.connect(call.patient)
        try await patient.join()
        await doctor.send(.admit(call.patient.seat))

        await patient.send(.leave)
        let again = try await call.connect(call.patient)

        #expect(try await again.join().isAdmitted)
    }

    @Test func `only a doctor opens the door, and he is not sent out`() async throws {
        let call = await CallFixture()
        let (doctor, patient) = try await call.bothJoined()

        await patient.send(.returnToWaitingRoom(call.doctor.seat))
        #expect(patient.errors() == [.notAllowed])
        await doctor.send(.returnToWaitingRoom(call.doctor.seat))
        #expect(doctor.errors() == [.notAllowed])
    }
}
