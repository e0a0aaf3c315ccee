import Logging
import SFU
import Testing
import Wire

@testable import Engine

/// The engine with its real sockets, on loopback.
@Suite struct MediaEngineTests {
    static let room = RoomID(rawValue: "room")

    @Test func `10,000 datagrams at a moderate pace are all read`() async throws {
        try await withEngine { engine in
            let client = try PlainSender()
            for round in 1...100 {
                for _ in 0..<100 {
                    client.send([UInt8](repeating: 0xff, count: 500), to: engine.port)
                }
                while await engine.received() < round * 100 {}
            }

            let counters = await engine.counters().shards[0]
            #expect(counters.datagramsReceived == 10_000)
            #expect(counters.forwarding.datagramsUnrouted == 10_000)
        }
    }

    @Test func `commands go to the shard of their room`() async throws {
        try await withEngine(shards: 3) { engine in
            let rooms = (0..<6).map { RoomID(rawValue: "room \($0)") }
            for room in rooms { #expect(await engine.perform(.openRoom(room)) == .done) }

            for room in rooms {
                let endpoint = EndpointID(rawValue: "one")
                #expect(
                    await engine.perform(.addEndpoint(endpoint, room, isAdmitted: true)) == .done)
            }
            let counters = await engine.counters()
            #expect(counters.shards.map(\.forwarding.rooms) == [2, 2, 2])
            #expect(counters.shards.map(\.forwarding.endpoints) == [2, 2, 2])
            #expect(Set(engine.localAddresses.map(\.port)).count == 3)
        }
    }

    @Test func `a room is opened once, and its stream ends when it is closed`() async throws {
        try await withEngine { engine in
            let events = try await engine.openRoom(Self.room)
            await #expect(throws: MediaReply.Refusal.roomExists) {
                _ = try await engine.openRoom(Self.room)
            }
            #expect(await engine.perform(.closeRoom(Self.room)) == .done)
            for await _ in events {}

            #expect(await engine.perform(.closeRoom(Self.room)) == .refused(.unknownRoom))
            _ = try await engine.openRoom(Self.room)
        }
    }

    @Test func `a command for no room is refused`() async throws {
        try await withEngine { engine in
            let endpoint = EndpointID(rawValue: "one")
            #expect(
                await engine.perform(.removeEndpoint(endpoint, Self.room))
                    == .refused(.unknownRoom))
        }
    }

    @Test func `after shutdown rooms are closed, ports free and commands refused`() async throws {
        let engine = try MediaEngine.start(.loopback(), logger: .quiet)
        let events = try await engine.openRoom(Self.room)
        await engine.shutdown()

        for await _ in events {}
        for await _ in engine.recordingEvents {}
        #expect(await engine.perform(.closeRoom(Self.room)) == .refused(.unknownRoom))
        _ = try UDPSocket(bindingTo: engine.port)
        await engine.shutdown()
    }

    @Test func `a port that is taken is said, and nothing stays open`() async throws {
        let taken = try LoopbackSocket()
        var configuration = MediaConfiguration.loopback()
        configuration.listenAddress = taken.address

        #expect(throws: UDPSocketError.self) {
            try MediaEngine.start(configuration, logger: .quiet)
        }
    }

    private func withEngine(
        shards: Int = 1, _ body: (MediaEngine) async throws -> Void
    ) async throws {
        var configuration = MediaConfiguration.loopback()
        configuration.shardCount = shards
        let engine = try MediaEngine.start(configuration, logger: .quiet)
        do {
            try await body(engine)
        } catch {
            await engine.shutdown()
            throw error
        }
        await engine.shutdown()
    }
}

extension MediaEngine {
    var port: SocketAddress { localAddresses[0] }

    func received() async -> Int {
        await Int(clamping: counters().shards[0].datagramsReceived)
    }
}

extension MediaConfiguration {
    static func loopback() -> Self {
        Self(
            listenAddress: LoopbackSocket.loopback, recordingsDirectory: "/nonexistent/recordings")
    }
}

extension Logger {
    static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}
