import Clinic
import Testing

@testable import Signaling

/// A conversation whose transports break, change and come back.
@Suite struct NumberedSessionTests {
    private func join(
        _ call: CallFixture, _ person: Person, name: String = "page"
    ) async throws -> SwitchingClient {
        let (pass, _) = try await call.entryPass(person)
        return try await SwitchingClient {
            try await call.directory.session(name, of: pass, opensNew: true)
        }
    }

    /// The doctor on a plain WebSocket; the patient's page in a numbered session, not joined yet.
    private func meet() async throws -> (CallFixture, TestClient, SwitchingClient) {
        let call = await CallFixture()
        let doctor = try await call.connect(call.doctor)
        try await doctor.join()
        return (call, doctor, try await join(call, call.patient))
    }

    private func chat(_ messages: [ServerMessage]) -> [String] {
        messages.compactMap { message in
            guard case .chat(let line) = message else { return nil }
            return line.text
        }
    }

    /// What breaks at a point of the conversation.
    enum Breakage: CaseIterable {
        case nothing, messagesLost, messagesLate, answerLost, newsLost
    }

    @Test(arguments: Breakage.allCases, [true, false])
    func `a switch at any point loses nothing and doubles nothing`(
        breakage: Breakage, beginsWithSocket: Bool
    ) async throws {
        let steps = 6
        for point in 0..<steps {
            let (call, doctor, patient) = try await meet()
            var isSocket = beginsWithSocket
            var heard: [String] = []
            if isSocket { try await patient.openSocket() } else { try await patient.usePolls() }
            for step in 0..<steps {
                call.clock.move(by: .seconds(1))
                if step > 0 { patient.put(.chat("patient \(step)")) }
                if step > 1 { await doctor.send(.chat("doctor \(step)")) }
                await patient.say(
                    step == point && breakage == .messagesLost ? 0 : .max,
                    isAnswerLost: step == point && breakage == .answerLost)
                try await patient.listen(isLost: step == point && breakage == .newsLost)
                if step == point {
                    await patient.breakOff(losing: breakage == .messagesLate ? 2 : 0)
                    isSocket.toggle()
                    if isSocket {
                        try await patient.openSocket()
                    } else {
                        try await patient.usePolls()
                    }
                    await patient.deliverLate()
                }
                heard += chat(doctor.received())
            }
            call.clock.move(by: .seconds(1))
            await patient.say()
            try await patient.listen()
            try await patient.listen()
            heard += chat(doctor.received())

            let own = (1..<steps).map { "patient \($0)" }
            let others = (2..<steps).map { "doctor \($0)" }
            #expect(heard.filter { $0.hasPrefix("patient") } == own)
            #expect(patient.lines.filter { $0.hasPrefix("patient") } == own)
            #expect(patient.lines.filter { $0.hasPrefix("doctor") } == others)
            #expect(patient.numbers == Array(1...UInt64(patient.numbers.count)))
            #expect(patient.kinds.count { $0 == .joined } == 1)
            #expect(patient.isAllSeen)
        }
    }

    @Test(arguments: 0..<100)
    func `a stormy conversation arrives whole and in order`(seed: UInt64) async throws {
        var random = SplitMix64(state: seed)
        let (call, doctor, patient) = try await meet()
        try await patient.usePolls()
        await patient.say()
        try await patient.listen()
        var said: [String] = []
        var heard: [String] = []
        var answered: [String] = []
        for step in 0..<120 {
            call.clock.move(by: .milliseconds(200))
            switch UInt8.random(in: 0..<12, using: &random) {
            case 0, 1:
                said.append("patient \(step)")
                patient.put(.chat("patient \(step)"))
            case 2, 3:
                answered.append("doctor \(step)")
                await doctor.send(.chat("doctor \(step)"))
            case 4, 5: await patient.say(isAnswerLost: Bool.random(using: &random))
            case 6: await patient.say(1)
            case 7, 8:
                try await patient.listen(isLost: patient.transport == .polls && step % 3 == 0)
            case 9: await patient.breakOff(losing: Int.random(in: 0...3, using: &random))
            case 10 where Bool.random(using: &random): try await patient.openSocket()
            case 10: try await patient.usePolls()
            default: await patient.deliverLate()
            }
            if step % 20 == 0 { await call.directory.advance() }
            heard += chat(doctor.received())
        }
        await patient.deliverLate()
        try await patient.usePolls()
        await patient.say()
        for _ in 0..<3 { try await patient.listen() }
        heard += chat(doctor.received())

        #expect(heard.filter { $0.hasPrefix("patient") } == said)
        #expect(patient.lines.filter { $0.hasPrefix("patient") } == said)
        #expect(patient.lines.filter { $0.hasPrefix("doctor") } == answered)
        #expect(patient.numbers == Array(1...UInt64(patient.numbers.count)))
        #expect(patient.isAllSeen)
        let left = await call.audited(.participantLeft)
        #expect(left.isEmpty)
    }

    @Test func `the others see a break that lasts, and no leaving`() async throws {
        let (call, doctor, patient) = try await meet()
        try await patient.openSocket()
        await patient.say()
        try await patient.listen()
        _ = doctor.items()
        try await patient.openSocket()
        #expect(doctor.received().isEmpty, "a change of transport is nobody's business")

        await patient.breakOff()
        let gone = doctor.received()
        await call.pass(.seconds(20))
        try await patient.usePolls()
        try await patient.listen()

        #expect(gone == [.participantConnection(call.patient.seat, isConnected: false)])
        #expect(
            doctor.received() == [.participantConnection(call.patient.seat, isConnected: true)])
        #expect(patient.kinds.count { $0 == .joined } == 1)
        let joined = await call.audited(.participantJoined)
        #expect(joined.count == 2)
    }

    @Test func `who polls no more is missed after ten seconds, and gone after the grace time`()
        async throws
    {
        let (call, doctor, patient) = try await meet()
        try await patient.usePolls()
        await patient.say()
        try await patient.listen()
        _ = doctor.items()

        call.clock.move(by: .seconds(9))
        await call.directory.advance()
        #expect(doctor.received().isEmpty)
        call.clock.move(by: .seconds(1))
        await call.directory.advance()
        await call.directory.advance()
        #expect(
            doctor.received() == [.participantConnection(call.patient.seat, isConnected: false)])
        await call.pass(.seconds(31))
        #expect(doctor.received().contains(.participantLeft(call.patient.seat, .disconnected)))
        await call.pass(.seconds(31))
        let (pass, _) = try await call.entryPass(call.patient)
        #expect(try await call.directory.session("page", of: pass, opensNew: false) == nil)
        #expect(await call.directory.sessions.all.isEmpty)
    }

    @Test func `who only polls is not idle`() async throws {
        let (call, doctor, patient) = try await meet()
        try await patient.usePolls()
        await patient.say()
        for _ in 0..<40 {
            await call.pass(.seconds(5))
            await doctor.send(.ping)
            try await patient.listen()
        }
        #expect(patient.closure == nil)
    }

    @Test func `of two polls the older is answered at once`() async throws {
        let (_, _, patient) = try await meet()
        try await patient.usePolls()
        await patient.say()
        try await patient.listen()
        let session = patient.session
        let seen = patient.numbers.last

        async let older = session.poll(behind: seen, waiting: .seconds(60))
        while session.outbound.isCurrent(TransportLease(number: 1)) { await Task.yield() }
        let newer = try #require(await session.poll(behind: seen, waiting: .zero))

        #expect(newer.isEmpty && !newer.isMoved)
        #expect(await older?.isMoved == true)
    }

    @Test func `a poll that waits gets the next message, and its closure`() async throws {
        let (call, doctor, patient) = try await meet()
        try await patient.usePolls()
        await patient.say()
        try await patient.listen()
        let session = patient.session
        let seen = patient.numbers.last

        async let waiting = session.poll(behind: seen, waiting: .seconds(60))
        await doctor.send(.chat("Hello"))
        #expect(try #require(await waiting).messages.count == 1)
        await doctor.send(.end)
        let last = try #require(await session.poll(behind: nil, waiting: .seconds(60)))
        #expect(last.messages.count == 1 && last.closure?.code == 1000)
        #expect(await call.call.status == .ended)
    }

    @Test func `the end of the call can be read by who had the session, and nobody else`()
        async throws
    {
        let call = await CallFixture()
        let (pass, cookie) = try await call.entryPass(call.doctor)
        let doctor = try await SwitchingClient {
            try await call.directory.session("a", of: pass, opensNew: true)
        }
        try await doctor.usePolls()
        await doctor.say()
        doctor.put(.end)
        await doctor.say()
        let foreign = EntryCredentials(session: BearerSecret.random().text)

        let found = await call.directory.closedSession("a", in: pass.room, with: cookie)
        #expect(found === doctor.session)
        #expect(await call.directory.closedSession("b", in: pass.room, with: cookie) == nil)
        #expect(await call.directory.closedSession("a", in: pass.room, with: foreign) == nil)
        try await doctor.listen()
        #expect(doctor.kinds.last == .callState && doctor.closure == .some(.init(.callEnded)))
    }

    @Test func `a session of another person's, or of no name, is not there`() async throws {
        let (call, _, patient) = try await meet()
        try await patient.usePolls()
        await patient.say()
        let (other, _) = try await call.entryPass(call.guest)
        let ping = Array(#"{"type":"ping","number":2}"#.utf8)
        let later = Array(#"{"type":"join","number":2}"#.utf8)

        #expect(try await call.directory.session("page", of: other, opensNew: false) == nil)
        #expect(try await call.directory.session("x", of: other, receiving: ping) == nil)
        #expect(try await call.directory.session("x", of: other, receiving: later) == nil)
    }

    @Test func `a repeated join opens one session`() async throws {
        let (call, _, _) = try await meet()
        let (pass, _) = try await call.entryPass(call.patient)
        let join = Array(#"{"type":"join","id":"1","number":1}"#.utf8)

        let first = try #require(
            try await call.directory.session("p", of: pass, receiving: join))
        _ = await first.receive(join)
        let again = try await call.directory.session("p", of: pass, receiving: join)
        #expect(await first.receive(join) == .taken)

        #expect(again === first)
        let answer = try #require(await first.poll(behind: nil, waiting: .zero))
        #expect(answer.messages.count { $0.contains("\"joined\"") } == 1)
        #expect(!answer.messages.contains { $0.contains("already-joined") })
    }

    @Test func `a gap is told, and nothing is done`() async throws {
        let (_, doctor, patient) = try await meet()
        try await patient.usePolls()
        await patient.say()
        _ = doctor.items()

        let text = Array(#"{"type":"chat","text":"Hello","number":3}"#.utf8)
        #expect(await patient.session.receive(text) == .outOfStep)
        #expect(doctor.received().isEmpty)
        #expect(patient.session.performed == 1)
    }

    @Test func `a client that never reads is closed, and must begin anew`() async throws {
        let (call, doctor, patient) = try await meet()
        try await patient.usePolls()
        await patient.say()
        let text = String(repeating: "a", count: 4000)
        for _ in 0..<200 {
            call.clock.move(by: .milliseconds(40))
            await doctor.send(.chat(text))
            _ = doctor.items()
        }

        #expect(patient.session.outbound.isClosed)
        #expect(await patient.session.poll(behind: 0, waiting: .zero) == nil)
        let again = try await join(call, call.patient, name: "again")
        try await again.usePolls()
        await again.say()
        try await again.listen()
        #expect(again.kinds.first == .joined)
    }

    @Test func `messages over the rate come again and are done then`() async throws {
        let (call, doctor, patient) = try await meet()
        try await patient.usePolls()
        await patient.say()
        _ = doctor.items()
        var dropped: UInt64?
        for number in 2...UInt64(120) {
            let text = #"{"type":"ping","number":\#(number)}"#
            guard await patient.session.receive(Array(text.utf8)) == .dropped else { continue }
            dropped = number
            break
        }
        let number = try #require(dropped)
        call.clock.move(by: .seconds(1))
        let text = #"{"type":"ping","number":\#(number)}"#

        #expect(await patient.session.receive(Array(text.utf8)) == .taken)
        #expect(patient.session.performed == number)
    }
}

private struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
