import Clinic
import Testing

@testable import Signaling

/// What the clock does to a call.
@Suite struct CallTimeTests {
    @Test func `a call is warned five minutes before its limit, then ended`() async throws {
        let call = await CallFixture()
        let (doctor, patient) = try await call.bothJoined()

        await keepTalking(call, [doctor, patient], .seconds(54 * 60 + 50))
        #expect(!doctor.received().contains { $0.callState != nil })
        await keepTalking(call, [doctor, patient], .seconds(10))
        let warned = try #require(doctor.received().compactMap(\.callState).last)
        #expect(warned.endsSoon && warned.status == .inProgress)

        _ = patient.items()
        await keepTalking(call, [doctor, patient], .seconds(5 * 60))
        let ended = try #require(patient.received().compactMap(\.callState).last)
        #expect(ended.status == .ended && ended.reason == .timeLimit)
        #expect(ended.duration == 3600)
        #expect(doctor.items().last == .close(.init(.callEnded)))
        #expect(await call.call.duration == .seconds(3600))
        #expect(await call.audited(.callEnded).map(\.detail) == ["time-limit"])
        #expect(call.media.openRooms == 0)
    }

    @Test func `when all have left for a minute, the call ends`() async throws {
        let call = await CallFixture()
        let (doctor, patient) = try await call.bothJoined()

        await patient.send(.leave)
        await doctor.send(.leave)
        await call.pass(.seconds(59))
        #expect(await call.call.status == .inProgress)
        await call.pass(.seconds(1))

        #expect(await call.call.status == .ended)
        #expect(await call.directory.count == 0)
    }

    @Test func `connections that broke count as left after the grace time`() async throws {
        let call = await CallFixture()
        let (doctor, patient) = try await call.bothJoined()

        await patient.drop()
        await doctor.drop()
        await call.pass(.seconds(80))
        #expect(await call.call.status == .inProgress)
        await call.pass(.seconds(20))

        #expect(await call.call.status == .ended)
    }

    @Test func `a call that nobody joins ends after ten minutes`() async throws {
        let call = await CallFixture()
        _ = try await call.ticket(call.doctor)

        await call.pass(.seconds(9 * 60))
        #expect(await call.call.status == .waiting)
        await call.pass(.seconds(60))

        #expect(await call.call.status == .ended)
    }

    @Test(arguments: [3600, -3600])
    func `a clock that is set does nothing to a call`(seconds: Int) async throws {
        let call = await CallFixture()
        let (doctor, patient) = try await call.bothJoined()

        call.clock.setWall(by: .seconds(seconds))
        await keepTalking(call, [doctor, patient], .seconds(60))

        #expect(await call.call.status == .inProgress)
        #expect(!doctor.received().contains { $0.callState != nil })
    }

    @Test func `a token that expires closes its connection and takes the seat away`() async throws {
        var configuration = SignalingConfiguration()
        configuration.limits.tokenLifetime = .seconds(120)
        let call = await CallFixture(configuration: configuration)
        let (doctor, patient) = try await call.bothJoined()

        await keepTalking(call, [doctor, patient], .seconds(110))
        #expect(call.media.admitted.count == 2)
        await keepTalking(call, [doctor, patient], .seconds(10))

        #expect(patient.ending() == (.tokenExpired, 4001))
        #expect(doctor.ending() == (.tokenExpired, 4001))
        #expect(call.media.present.isEmpty)
    }

    @Test(arguments: [("doctor", CallState.EndReason.endedByDoctor), ("patient", .endedByPatient)])
    func `doctor or patient ends the call for all`(
        name: String, reason: CallState.EndReason
    ) async throws {
        let call = await CallFixture()
        let (doctor, patient) = try await call.bothJoined()
        await call.pass(.seconds(30))

        let sender = name == "doctor" ? doctor : patient
        await sender.send(.end, id: "1")

        let items = (doctor: doctor.items(), patient: patient.items())
        let acknowledgement = MessageText.encode(ServerEnvelope(answers: "1", .ack))
        let sent = name == "doctor" ? items.doctor : items.patient
        #expect(sent.first == .message(acknowledgement))
        #expect(items.doctor.last == .close(.init(.callEnded)))
        #expect(items.patient.last == .close(.init(.callEnded)))
        #expect(await call.call.duration == .seconds(30))
        #expect(await call.audited(.callEnded).map(\.actor?.rawValue) == [name])
        #expect(await call.audited(.callEnded).map(\.detail) == [reason.rawValue])
        #expect(await call.clinic.tokens.values.allSatisfy { $0.supersededAt != nil })
    }

    @Test func `a guest doesn't end it`() async throws {
        let call = await CallFixture()
        _ = try await call.bothJoined()
        let guest = try await call.connect(call.guest)
        try await guest.join()

        await guest.send(.end)

        #expect(guest.errors() == [.notAllowed])
        #expect(await call.call.status == .inProgress)
    }

    private func keepTalking(
        _ call: CallFixture, _ clients: [TestClient], _ interval: Duration
    ) async {
        var rest = interval
        while rest > .zero {
            for client in clients { await client.send(.mute(MuteState())) }
            await call.pass(min(rest, .seconds(10)))
            rest -= .seconds(10)
        }
    }
}

extension ServerMessage {
    var callState: CallState? {
        guard case .callState(let state) = self else { return nil }
        return state
    }
}
