import Clinic
import Testing

@testable import Signaling

/// What a client may do wrong, and what becomes of it and of the room.
@Suite struct SignalingSessionTests {
    @Test func `a wrong message is answered with its id, and the connection goes on`() async throws
    {
        let call = await CallFixture()
        let doctor = try await call.connect(call.doctor)

        await doctor.sendText("{")
        await doctor.sendText(#"{"type":"dance","id":"1"}"#)
        await doctor.sendText(#"{"type":"chat","id":"2"}"#)
        await doctor.sendText(String(repeating: "[", count: 100))
        let envelopes = doctor.envelopes()

        #expect(envelopes.map(\.answers) == [nil, "1", "2", nil])
        #expect(
            envelopes.map(\.message).compactMap(\.complaint?.code)
                == [.malformed, .unknownType, .invalid, .malformed])
        try await doctor.join()
    }

    @Test func `ten wrong messages close the connection, and the room goes on`() async throws {
        let call = await CallFixture()
        let (doctor, patient) = try await call.bothJoined()

        for _ in 0..<10 { await patient.sendText("{") }

        #expect(patient.ending() == (.malformed, 1008))
        await patient.send(.ping)
        #expect(patient.items().isEmpty)
        #expect(
            doctor.received() == [.participantConnection(call.patient.seat, isConnected: false)])
    }

    @Test func `wrong messages with time between them are forgiven`() async throws {
        let call = await CallFixture()
        let doctor = try await call.connect(call.doctor)
        try await doctor.join()

        for _ in 0..<30 {
            await doctor.sendText("{")
            call.clock.move(by: .seconds(7))
        }
        await doctor.send(.ping)

        guard case .pong = doctor.received().last else { throw MemoryClinic.Broken() }
    }

    @Test func `an oversize message closes at once`() async throws {
        let call = await CallFixture()
        let doctor = try await call.connect(call.doctor)

        await doctor.sendText(String(repeating: " ", count: 64 * 1024 + 1))

        #expect(doctor.ending() == (.tooLarge, 1009))
    }

    @Test func `a flood is dropped, told once in ten, then closed`() async throws {
        let call = await CallFixture()
        let (_, patient) = try await call.bothJoined()
        call.clock.move(by: .seconds(10))

        for _ in 0..<100 { await patient.send(.ping) }
        #expect(patient.errors().isEmpty)
        for _ in 0..<20 { await patient.send(.ping) }
        #expect(patient.errors() == [.rateLimited, .rateLimited])
        for _ in 0..<100 { await patient.send(.ping) }
        #expect(patient.ending() == (.rateLimited, 1008))
    }

    @Test func `a client that does not read is closed, and may come back`() async throws {
        let call = await CallFixture()
        let (doctor, patient) = try await call.bothJoined()
        let text = String(repeating: "a", count: 4000)

        for _ in 0..<200 {
            call.clock.move(by: .seconds(1))
            await doctor.send(.chat(text))
            _ = doctor.items()
        }

        #expect(patient.items().last == .close(ConnectionClosure(.tooSlow)))
        let again = try await call.connect(call.patient)
        #expect(try await again.join().isAdmitted)
    }

    @Test func `nothing but a join or a ping is taken before the join, and one join only`()
        async throws
    {
        let call = await CallFixture()
        let doctor = try await call.connect(call.doctor)

        await doctor.send(.chat("Hello"), id: "1")
        #expect(doctor.errors() == [.notJoined])
        await doctor.send(.ping, id: "2")
        #expect(doctor.envelopes().map(\.answers) == ["2"])
        try await doctor.join()
        await doctor.send(.join(JoinRequest()), id: "3")
        #expect(doctor.errors() == [.alreadyJoined])
    }

    @Test func `what has an id and no other answer is acknowledged`() async throws {
        let call = await CallFixture()
        let (_, patient) = try await call.bothJoined()

        await patient.send(.mute(MuteState(audio: true)), id: "7")
        await patient.send(.mute(MuteState(audio: false)))
        await patient.send(.iceCandidate(.publish, ""), id: "8")

        #expect(
            patient.envelopes() == [
                ServerEnvelope(answers: "7", .ack), ServerEnvelope(answers: "8", .ack),
            ])
    }

    @Test func `connections that never join do not fill the room`() async throws {
        let call = await CallFixture()
        let (doctor, session) = try await call.connectWithSession(call.doctor)
        try await doctor.join()
        let credentials = EntryCredentials(session: session.text)

        var others: [TestClient] = []
        for _ in 0..<100 {
            others.append(try await call.open(credentials, room: call.room))
        }

        #expect(others.count { $0.ending() == (.replaced, 4002) } == 97)
        #expect(doctor.items().isEmpty)
    }

    @Test func `a silent client is closed after two minutes`() async throws {
        let call = await CallFixture()
        let doctor = try await call.connect(call.doctor)
        try await doctor.join()

        await call.pass(.seconds(119))
        #expect(doctor.items().isEmpty)
        await call.pass(.seconds(2))
        #expect(doctor.ending() == (.idle, 4003))
    }
}

extension ServerMessage {
    var complaint: Complaint? {
        guard case .error(let complaint) = self else { return nil }
        return complaint
    }
}
