import Clinic
import Testing

@testable import Signaling

/// Recording only with consent: what is stored and what the media plane is told, in which order.
@Suite struct RecordingTests {
    @Test func `everybody's consent is stored and audited before anything is granted`()
        async throws
    {
        let call = await CallFixture()
        let (doctor, patient) = try await call.bothJoined()
        call.journal.clear()

        await doctor.send(.recordingRequest)
        #expect(call.journal.only("media").isEmpty)
        #expect(
            patient.received().last
                == .recordingState(
                    RecordingState(
                        state: .asking, asked: [call.patient.seat], agreed: [call.doctor.seat],
                        refused: [], you: .pending, mayRequest: false)))
        await patient.send(.recordingConsent(isAgreed: true))

        #expect(
            call.journal.all == [
                "store agreed doctor", "audit recording_requested", "audit consent_given",
                "store agreed patient", "audit consent_given", "audit recording_started",
                "media start-recording", "media grant", "media grant",
            ])
        #expect(call.media.granted.count == 2)
        #expect(await call.clinic.recordings.map(\.requestedBy) == [call.doctor.id])
        guard case .recordingState(let state) = doctor.received().last
        else { throw MemoryClinic.Broken() }
        #expect(state.state == "recording" && state.agreed.count == 2)
    }

    @Test func `an answer is kept with how it was given and the words it was given to`()
        async throws
    {
        let call = await CallFixture()
        let (doctor, patient) = try await call.bothJoined()
        let words = ConsentText(version: "1", language: "de")

        await doctor.send(.recordingRequest)
        await patient.send(.recordingConsent(isAgreed: true, text: words))
        await patient.send(.recordingConsent(isAgreed: false))

        let records = await call.clinic.consentRecords
        #expect(records.map(\.answer) == [.agreed, .agreed, .withdrawn])
        #expect(records.map(\.way) == [.asked, .answered, .answered])
        #expect(records.map(\.text) == [nil, words, nil])
        #expect(await call.audited(.consentGiven).map(\.detail) == ["asked", "answered 1 de"])
        #expect(await call.audited(.consentWithdrawn).map(\.detail) == ["answered"])
    }

    @Test(arguments: [AuditKind.consentGiven, .recordingStarted])
    func `what can't be audited is not recorded`(kind: AuditKind) async throws {
        let call = await CallFixture()
        let (doctor, patient) = try await call.bothJoined()
        await doctor.send(.recordingRequest)
        await call.clinic.fail(kind)

        await patient.send(.recordingConsent(isAgreed: true))

        #expect(patient.errors() == [.unavailable])
        #expect(!call.media.isRecording && call.media.granted.isEmpty)

        await call.clinic.fail()
        await patient.send(.recordingConsent(isAgreed: true))
        #expect(call.media.isRecording && call.media.granted.count == 2)
    }

    @Test(arguments: ["start-recording", "grant"])
    func `a media plane that fails leaves nothing granted`(name: String) async throws {
        let call = await CallFixture()
        let (doctor, patient) = try await call.bothJoined()
        await doctor.send(.recordingRequest)
        call.media.fail(name)

        await patient.send(.recordingConsent(isAgreed: true))

        #expect(patient.errors() == [.mediaUnavailable])
        #expect(!call.media.isRecording && call.media.granted.isEmpty)
        #expect(await call.clinic.recordings.allSatisfy { $0.stoppedAt != nil })
        #expect(await call.audited(.recordingStopped).map(\.detail) == ["media_unavailable"])
    }

    @Test func `who joins later is asked, and not written before he agrees`() async throws {
        let call = await CallFixture()
        let (doctor, patient) = try await call.bothJoined()
        await doctor.send(.recordingRequest)
        await patient.send(.recordingConsent(isAgreed: true))

        let guest = try await call.connect(call.guest)
        let welcome = try await guest.join()

        let endpoint = try await call.endpoint(of: call.guest)
        #expect(welcome.recording.you == .pending && welcome.recording.state == "recording")
        #expect(!call.media.granted.contains(endpoint))
        call.journal.clear()
        await guest.send(.recordingConsent(isAgreed: true))
        #expect(
            call.journal.all == ["store agreed guest", "audit consent_given", "media grant"])
        #expect(call.media.granted.contains(endpoint))
    }

    @Test func `a withdrawal stops the writing first, then it is stored`() async throws {
        let call = await CallFixture(policies: HospitalPolicies(withdrawal: .goesOnWithout))
        let (doctor, patient) = try await call.bothJoined()
        await doctor.send(.recordingRequest)
        await patient.send(.recordingConsent(isAgreed: true))
        let endpoint = try await call.endpoint(of: call.patient)
        call.journal.clear()

        await patient.send(.recordingConsent(isAgreed: false))

        #expect(call.journal.all.first == "media revoke")
        #expect(
            call.journal.only("store", "audit") == [
                "store withdrawn patient", "audit consent_withdrawn",
            ])
        #expect(!call.media.granted.contains(endpoint) && call.media.isRecording)
        guard case .recordingState(let state) = doctor.received().last
        else { throw MemoryClinic.Broken() }
        #expect(state.refused == [call.patient.seat] && state.agreed == [call.doctor.seat])
    }

    @Test func `a withdrawal does not wait for a slow store`() async throws {
        let call = await CallFixture(policies: HospitalPolicies(withdrawal: .goesOnWithout))
        let (doctor, patient) = try await call.bothJoined()
        await doctor.send(.recordingRequest)
        await patient.send(.recordingConsent(isAgreed: true))
        let endpoint = try await call.endpoint(of: call.patient)

        await call.clinic.holdChat()
        async let chat: Void = doctor.send(.chat("Slow"))
        while await !call.clinic.isHolding { await Task.yield() }
        async let withdrawal: Void = patient.send(.recordingConsent(isAgreed: false))
        while call.media.granted.contains(endpoint) { await Task.yield() }
        #expect(await call.audited(.consentWithdrawn).isEmpty)
        await call.clinic.letChatGo()
        _ = await (chat, withdrawal)

        #expect(!call.media.granted.contains(endpoint))
        #expect(await call.audited(.consentWithdrawn).count == 1)
    }

    @Test func `a withdrawal holds where its connection is replaced meanwhile`() async throws {
        let call = await CallFixture(policies: HospitalPolicies(withdrawal: .goesOnWithout))
        let (doctor, patient) = try await call.bothJoined()
        await doctor.send(.recordingRequest)
        await patient.send(.recordingConsent(isAgreed: true))
        let endpoint = try await call.endpoint(of: call.patient)
        let consultation = try await call.consultation()
        let tokens = await consultation.connections.values.map(\.pass.token)

        await call.clinic.holdChat()
        async let chat: Void = doctor.send(.chat("Slow"))
        while await !call.clinic.isHolding { await Task.yield() }
        async let newer: Void = consultation.supersede(tokens)
        for _ in 0..<1_000 { await Task.yield() }
        async let withdrawal: Void = patient.send(.recordingConsent(isAgreed: false))
        while call.media.granted.contains(endpoint) { await Task.yield() }
        await call.clinic.letChatGo()
        _ = await (chat, newer, withdrawal)

        #expect(await call.audited(.consentWithdrawn).count == 1)
        #expect(await consultation.recording.consent.answer(of: call.patient.seat) == .withdrawn)
        #expect(await consultation.recording.withdrawing.isEmpty)
    }

    @Test func `where the hospital says so, one withdrawal stops it for all`() async throws {
        let call = await CallFixture(policies: HospitalPolicies(withdrawal: .stopsForAll))
        let (doctor, patient) = try await call.bothJoined()
        await doctor.send(.recordingRequest)
        await patient.send(.recordingConsent(isAgreed: true))

        await patient.send(.recordingConsent(isAgreed: false))

        #expect(!call.media.isRecording && call.media.granted.isEmpty)
        #expect(await call.audited(.recordingStopped).map(\.detail) == ["withdrawn"])
        #expect(await call.clinic.recordings.first?.stoppedAt != nil)
    }

    @Test func `a refusal ends the asking`() async throws {
        let call = await CallFixture()
        let (doctor, patient) = try await call.bothJoined()
        await doctor.send(.recordingRequest)
        call.journal.clear()

        await patient.send(.recordingConsent(isAgreed: false))

        #expect(await call.audited(.consentRefused).count == 1)
        #expect(!call.media.isRecording)
        guard case .recordingState(let state) = doctor.received().last
        else { throw MemoryClinic.Broken() }
        #expect(state.state == "off" && state.mayRequest)
    }

    @Test func `an answer that nobody asked for, and a request by a patient, are refused`()
        async throws
    {
        let call = await CallFixture()
        let (doctor, patient) = try await call.bothJoined()

        await patient.send(.recordingConsent(isAgreed: true))
        await patient.send(.recordingRequest)
        await patient.send(.recordingStop)
        #expect(patient.errors() == [.recordingNotAsked, .notAllowed, .notAllowed])
        await doctor.send(.recordingStop)
        #expect(doctor.errors() == [.recordingNotAsked])
    }

    @Test func `a hospital that does not record cannot be asked to`() async throws {
        let call = await CallFixture(isRecordingEnabled: false)
        let (doctor, _) = try await call.bothJoined()

        await doctor.send(.recordingRequest)

        #expect(doctor.errors() == [.recordingNotAllowed])
    }

    @Test func `a reload keeps the agreement, a leave takes it back`() async throws {
        let call = await CallFixture()
        let doctor = try await call.connect(call.doctor)
        try await doctor.join()
        let (patient, session) = try await call.connectWithSession(call.patient)
        try await patient.join()
        await doctor.send(.recordingRequest)
        await patient.send(.recordingConsent(isAgreed: true))

        let again = try await call.open(
            EntryCredentials(session: session.text), room: call.room)
        #expect(try await again.join().recording.you == .agreed)
        let endpoint = try await call.endpoint(of: call.patient)
        #expect(call.media.granted.contains(endpoint))

        await again.send(.leave)
        #expect(call.media.granted.count == 1)
        let back = try await call.connect(call.patient)
        #expect(try await back.join().recording.you == .pending)
        #expect(call.media.granted.count == 1)
    }

    @Test func `one who is sent back is not written any more`() async throws {
        let call = await CallFixture()
        let (doctor, patient) = try await call.bothJoined()
        await doctor.send(.recordingRequest)
        await patient.send(.recordingConsent(isAgreed: true))
        let endpoint = try await call.endpoint(of: call.patient)

        await doctor.send(.returnToWaitingRoom(call.patient.seat))
        #expect(!call.media.granted.contains(endpoint))
        await doctor.send(.admit(call.patient.seat))

        #expect(!call.media.granted.contains(endpoint))
        guard case .recordingState(let state) = patient.received().last
        else { throw MemoryClinic.Broken() }
        #expect(state.you == .pending)
    }

    @Test func `when the last who hesitates leaves, the rest is recorded`() async throws {
        let call = await CallFixture()
        let (doctor, patient) = try await call.bothJoined()
        let guest = try await call.connect(call.guest)
        try await guest.join()
        await doctor.send(.recordingRequest)
        await patient.send(.recordingConsent(isAgreed: true))
        #expect(!call.media.isRecording)

        await guest.send(.leave)

        #expect(call.media.isRecording && call.media.granted.count == 2)
    }

    @Test func `nobody reads that it records while the disk refuses to`() async throws {
        let call = await CallFixture()
        let (doctor, patient) = try await call.bothJoined()
        await doctor.send(.recordingRequest)
        await patient.send(.recordingConsent(isAgreed: true))
        let endpoint = try await call.endpoint(of: call.patient)
        let consultation = try await call.consultation()
        func told() -> [Bool] {
            doctor.received().compactMap { message in
                if case .recordingState(let state) = message { state.interrupted } else { nil }
            }
        }

        #expect(told().last == false)
        await consultation.handle(.recordingInterrupted(endpoint))
        await consultation.handle(.recordingInterrupted(endpoint))
        #expect(told() == [true])
        await consultation.handle(.recordingOpened(endpoint, path: "a/b-2.webm"))
        #expect(told() == [false])
        await consultation.handle(.recordingInterrupted(endpoint))
        await doctor.send(.recordingStop)
        #expect(told() == [true, false])

        #expect(await call.audited(.recordingInterrupted).count == 2)
        #expect(await call.audited(.recordingResumed).count == 1)
    }

    @Test func `files are stored when they are opened and when they are whole`() async throws {
        let call = await CallFixture()
        let (doctor, patient) = try await call.bothJoined()
        await doctor.send(.recordingRequest)
        await patient.send(.recordingConsent(isAgreed: true))
        let endpoint = try await call.endpoint(of: call.patient)
        let consultation = try await call.consultation()

        await consultation.handle(.recordingOpened(endpoint, path: "a/b.webm"))
        let opened = try #require(await call.clinic.files.first)
        #expect(opened.person == call.patient.id && opened.contents == nil)
        await doctor.send(.end)
        await consultation.handle(
            .recordingClosed(
                endpoint, path: "a/b.webm",
                contents: MediaFileContents(
                    byteCount: 7, duration: .seconds(3), codecs: "opus,vp8")))

        let closed = try #require(await call.clinic.files.first)
        #expect(closed.contents?.byteCount == 7 && closed.recording == opened.recording)
        #expect(await call.audited(.recordingStopped).map(\.detail) == ["call_ended"])
    }
}
