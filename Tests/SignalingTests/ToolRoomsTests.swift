import Clinic
import Synchronization
import Testing

@testable import Signaling

/// Rooms of tools: WHIP by the sections of RFC 9725, WHEP by those of draft-ietf-wish-whep-03.
@Suite struct ToolRoomsTests {
    private let journal = Journal()
    private let clock = TestClock()
    private let media: FakeMediaPlane
    private let clinic: MemoryClinic

    init() {
        media = FakeMediaPlane(journal)
        clinic = MemoryClinic(journal)
    }

    private func rooms(
        _ limits: ToolLimits = ToolLimits(), keys: @escaping @Sendable () -> ToolTokenKey? = key
    ) -> ToolRooms {
        ToolRooms(
            media: media, audit: clinic.stores.audit, clock: clock, limits: limits, keys: keys)
    }

    @Sendable private static func key() -> ToolTokenKey? {
        ToolTokenKey(bytes: [UInt8](repeating: 3, count: 32))
    }

    private func token(
        _ scopes: Set<ToolToken.Scope> = [.publish, .subscribe], in pattern: String = "*",
        lifetime: Duration = .seconds(3_600)
    ) throws -> String {
        let pattern = try #require(ToolRoomPattern(pattern))
        return try #require(Self.key()).text(
            of: .mint(scopes, in: pattern, at: clock.wallTime(), lifetime: lifetime))
    }

    private func request(
        _ rooms: ToolRooms, _ scope: ToolToken.Scope, _ name: String = "camera",
        in room: String = "studio", offer: String = "offer", token text: String? = nil
    ) throws -> ToolRequest {
        let (pass, roomName) = try rooms.enter(text ?? token(), for: scope, in: room)
        return ToolRequest(
            pass: pass, room: roomName, name: try #require(ToolRoomName(name)), offer: offer,
            host: "here", source: "192.0.2.1")
    }

    private func path(
        _ answer: ToolAnswer, _ scope: ToolToken.Scope = .publish, in room: String = "studio"
    ) throws -> ToolSessionPath {
        ToolSessionPath(
            scope: scope, room: try #require(ToolRoomName(room)),
            name: try #require(ToolRoomName("camera")), session: answer.session)
    }

    // MARK: Who is let in

    @Test func `RFC 9725 §4.7.1: a token is good for its scope and rooms, until it expires`()
        throws
    {
        let rooms = rooms()
        let text = try token([.publish], in: "studio", lifetime: .seconds(60))

        _ = try rooms.enter(text, for: .publish, in: "studio")
        for (bearer, scope, room, refusal) in [
            (nil, ToolToken.Scope.publish, "studio", ToolRefusal.noToken),
            ("nonsense", .publish, "studio", .noToken),
            (text, .subscribe, "studio", .notAllowed), (text, .publish, "other", .notAllowed),
            (text, .publish, "a b", .badName),
        ] {
            #expect(throws: refusal) { try rooms.enter(bearer, for: scope, in: room) }
        }
        clock.move(by: .seconds(60))
        #expect(throws: ToolRefusal.tokenExpired) {
            try rooms.enter(text, for: .publish, in: "studio")
        }
    }

    @Test func `a consultation's room is closed to every token`() throws {
        let rooms = rooms()
        let text = try token()
        let room = UUIDText.random()

        for name in [room, room.uppercased()] {
            #expect(throws: ToolRefusal.consultation) {
                try rooms.enter(text, for: .publish, in: name)
            }
        }
    }

    @Test func `without a key nobody is let in`() throws {
        let rooms = rooms { nil }
        #expect(throws: ToolRefusal.noToken) {
            try rooms.enter(token(), for: .publish, in: "studio")
        }
    }

    // MARK: Sessions

    @Test func `a room begins with its publisher and ends with its last session`() async throws {
        let rooms = rooms()
        let publisher = try await rooms.publish(request(rooms, .publish))
        let player = try await rooms.play(request(rooms, .subscribe))
        #expect(publisher.answer == "answer to offer")
        #expect(await rooms.count == (1, 1, 1))
        #expect(media.openRooms == 1)

        try await rooms.end(path(player, .subscribe))
        #expect(await rooms.count == (1, 1, 0))
        try await rooms.end(path(publisher))
        #expect(await rooms.count == (0, 0, 0))
        #expect(media.openRooms == 0)
        await #expect(throws: ToolRefusal.unknownSession) { try await rooms.end(path(publisher)) }
    }

    @Test func `players end with their publisher`() async throws {
        let rooms = rooms()
        let publisher = try await rooms.publish(request(rooms, .publish))
        _ = try await rooms.publish(request(rooms, .publish, "other"))
        for _ in 0..<3 { _ = try await rooms.play(request(rooms, .subscribe)) }
        _ = try await rooms.play(request(rooms, .subscribe, "other"))
        #expect(await rooms.count == (1, 2, 4))

        try await rooms.end(path(publisher))

        #expect(await rooms.count == (1, 1, 1))
        #expect(media.present.count == 2)
    }

    @Test func `who is not publishing cannot be played`() async throws {
        let rooms = rooms()
        await #expect(throws: ToolRefusal.notPublished) {
            try await rooms.play(request(rooms, .subscribe))
        }
        _ = try await rooms.publish(request(rooms, .publish))
        await #expect(throws: ToolRefusal.notPublished) {
            try await rooms.play(request(rooms, .subscribe, "other"))
        }
        #expect(await rooms.count == (1, 1, 0))
    }

    @Test func `a name is its publisher's until he is silent`() async throws {
        let rooms = rooms()
        _ = try await rooms.publish(request(rooms, .publish))
        let first = try #require(media.latest)
        await #expect(throws: ToolRefusal.nameTaken) {
            try await rooms.publish(request(rooms, .publish))
        }
        await rooms.handle(.connection(first, .connected))
        await #expect(throws: ToolRefusal.nameTaken) {
            try await rooms.publish(request(rooms, .publish))
        }
        await rooms.handle(.connection(first, .silent))
        _ = try await rooms.publish(request(rooms, .publish))

        #expect(await rooms.count == (1, 1, 0))
        #expect(!media.present.contains(first))
    }

    @Test func `an offer that is refused leaves nothing behind`() async throws {
        let rooms = rooms()
        let refusal = ToolRefusal.badDescription("The first line is not v=0.")
        await #expect(throws: refusal) {
            try await rooms.publish(request(rooms, .publish, offer: "bad"))
        }
        #expect(await rooms.count == (0, 0, 0))
        #expect(media.openRooms == 0)

        _ = try await rooms.publish(request(rooms, .publish))
        await #expect(throws: refusal) {
            try await rooms.play(request(rooms, .subscribe, offer: "bad"))
        }
        #expect(await rooms.count == (1, 1, 0))
    }

    @Test func `a room that cannot be opened refuses, and the next try is a new one`()
        async throws
    {
        let rooms = rooms()
        media.fail("open")
        await #expect(throws: ToolRefusal.unavailable) {
            try await rooms.publish(request(rooms, .publish))
        }
        media.fail()
        _ = try await rooms.publish(request(rooms, .publish))
        #expect(await rooms.count == (1, 1, 0))
    }

    // MARK: Changes of ICE

    @Test func `RFC 9725 §4.3.1: a change names the ICE session it is for`() async throws {
        let rooms = rooms()
        let publisher = try await rooms.publish(request(rooms, .publish))
        let path = try path(publisher)
        for (condition, refusal) in [
            (nil, ToolRefusal.noEntityTag), ("", .noEntityTag), ("\"other\"", .otherEntityTag),
            ("W/" + publisher.entityTag, .otherEntityTag),
        ] {
            await #expect(throws: refusal) {
                try await rooms.updateICE(of: path, fragment: "more", condition: condition)
            }
        }
        #expect(journal.only("media ice").isEmpty)
        for condition in [publisher.entityTag, "\"other\", " + publisher.entityTag, "*"] {
            let update = try await rooms.updateICE(
                of: path, fragment: "more", condition: condition)
            #expect(update == .noted)
        }
    }

    @Test func `RFC 9725 §4.3.3: a restart has a new entity tag, and the old one ends`()
        async throws
    {
        let rooms = rooms()
        let publisher = try await rooms.publish(request(rooms, .publish))
        let path = try path(publisher)

        let update = try await rooms.updateICE(of: path, fragment: "restart", condition: "\"*\"")
        guard case .restarted("restarted", let tag) = update else {
            Issue.record("not restarted: \(update)")
            return
        }
        #expect(tag != publisher.entityTag)
        await #expect(throws: ToolRefusal.otherEntityTag) {
            try await rooms.updateICE(
                of: path, fragment: "more", condition: publisher.entityTag)
        }
        #expect(
            try await rooms.updateICE(of: path, fragment: "more", condition: tag) == .noted)
    }

    @Test func `RFC 9725 §5: sessions and changes have their rate`() async throws {
        var limits = ToolLimits()
        limits.joinsPerSecond = 1
        limits.joinsAtOnce = 2
        limits.changesAtOnce = 2
        let rooms = rooms(limits)
        let publisher = try await rooms.publish(request(rooms, .publish))
        _ = try await rooms.play(request(rooms, .subscribe))
        await #expect(throws: ToolRefusal.tooFast) {
            try await rooms.play(request(rooms, .subscribe))
        }
        clock.move(by: .seconds(1))
        _ = try await rooms.play(request(rooms, .subscribe))

        let path = try path(publisher)
        for _ in 0..<2 {
            _ = try await rooms.updateICE(of: path, fragment: "more", condition: "*")
        }
        await #expect(throws: ToolRefusal.tooFast) {
            try await rooms.updateICE(of: path, fragment: "more", condition: "*")
        }
    }

    @Test func `rooms and sessions have their limits`() async throws {
        var limits = ToolLimits()
        limits.rooms = 2
        limits.sessions = 4
        limits.sessionsPerRoom = 2
        let rooms = rooms(limits)
        for room in ["a", "b"] {
            _ = try await rooms.publish(request(rooms, .publish, in: room))
        }
        await #expect(throws: ToolRefusal.full) {
            try await rooms.publish(request(rooms, .publish, in: "c"))
        }
        _ = try await rooms.play(request(rooms, .subscribe, in: "a"))
        await #expect(throws: ToolRefusal.full) {
            try await rooms.play(request(rooms, .subscribe, in: "a"))
        }
        _ = try await rooms.play(request(rooms, .subscribe, in: "b"))
        #expect(await rooms.count == (2, 2, 2))
    }

    // MARK: Ends

    @Test func `who does not connect within 30 s, or is gone, has ended`() async throws {
        let rooms = rooms()
        _ = try await rooms.publish(request(rooms, .publish))
        let connected = try #require(media.latest)
        await rooms.handle(.connection(connected, .connected))
        _ = try await rooms.publish(request(rooms, .publish, "never"))
        _ = try await rooms.play(request(rooms, .subscribe))

        clock.move(by: .seconds(29))
        await rooms.advance()
        #expect(await rooms.count == (1, 2, 1))
        clock.move(by: .seconds(1))
        await rooms.advance()
        #expect(await rooms.count == (1, 1, 0))

        await rooms.handle(.connection(connected, .gone))
        #expect(await rooms.count == (0, 0, 0))
    }

    @Test func `a session ends with its token`() async throws {
        let rooms = rooms()
        let short = try token(lifetime: .seconds(10))
        _ = try await rooms.publish(request(rooms, .publish, token: short))
        await rooms.handle(.connection(try #require(media.latest), .connected))
        _ = try await rooms.publish(request(rooms, .publish, "long"))
        clock.move(by: .seconds(11))
        await rooms.advance()

        #expect(await rooms.count == (1, 1, 0))
    }

    @Test func `a new key ends what the former one let in`() async throws {
        let current = Keys(try #require(Self.key()))
        let rooms = rooms { current.key }
        _ = try await rooms.publish(request(rooms, .publish))
        current.key = ToolTokenKey(bytes: [UInt8](repeating: 4, count: 32))

        #expect(throws: ToolRefusal.noToken) {
            try rooms.enter(token(), for: .publish, in: "studio")
        }
        await rooms.advance()
        #expect(await rooms.count == (0, 0, 0))
    }

    @Test func `at the end of the server all sessions end, and no more begin`() async throws {
        let rooms = rooms()
        for room in ["a", "b"] {
            _ = try await rooms.publish(request(rooms, .publish, in: room))
            _ = try await rooms.play(request(rooms, .subscribe, in: room))
        }
        async let running: Void = rooms.run()
        await rooms.closeAll()
        await running

        #expect(await rooms.count == (0, 0, 0))
        #expect(media.openRooms == 0)
        await #expect(throws: ToolRefusal.unavailable) {
            try await rooms.publish(request(rooms, .publish))
        }
    }

    // MARK: What never happens, and what is kept

    @Test func `nothing of a tool is recorded`() async throws {
        let rooms = rooms()
        let publisher = try await rooms.publish(request(rooms, .publish))
        _ = try await rooms.play(request(rooms, .subscribe))
        await rooms.advance()
        try await rooms.end(path(publisher))

        #expect(journal.only("media start-recording", "media grant").isEmpty)
        #expect(media.granted.isEmpty)
    }

    @Test func `the audit log learns once of a token and where it came from`() async throws {
        let rooms = rooms()
        let text = try token()
        for name in ["a", "b", "c"] {
            _ = try await rooms.publish(request(rooms, .publish, name, token: text))
            _ = try await rooms.play(request(rooms, .subscribe, name, token: text))
        }
        async let running: Void = rooms.run()
        await rooms.closeAll()
        await running

        let events = await clinic.events.filter { $0.kind == .toolEntered }
        #expect(Set(events.map { $0.detail?.prefix(3) }) == ["pub", "sub"])
        #expect(events.count == 2)
        #expect(events.allSatisfy { $0.source == "192.0.2.1" })
    }
}

/// A key that is replaced while a test runs.
private final class Keys: Sendable {
    private let state: Mutex<ToolTokenKey?>

    init(_ key: ToolTokenKey) { state = Mutex(key) }

    var key: ToolTokenKey? {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}
