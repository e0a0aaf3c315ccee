import Dispatch
import Logging
import SFU
import TURN
import Testing
import Wire

@testable import Engine

/// Whole calls over every way to this server but plain UDP.
@Suite struct RungTests {
    enum Rung: CaseIterable {
        case furtherListener, iceTCP, turnUDP, turnUDPByIndication, turnTCP
    }

    @Test(arguments: Rung.allCases)
    func `sound goes from one to the other`(rung: Rung) async throws {
        let engine = try MediaEngine.start(.servingTURN(), logger: .quiet)
        var events = try await engine.openRoom(CallTests.room).makeAsyncIterator()
        for endpoint in [CallTests.doctor, CallTests.patient] {
            #expect(
                await engine.perform(.addEndpoint(endpoint, CallTests.room, isAdmitted: true))
                    == .done)
        }
        let publisher = try await CallTests.publish(engine, over: Self.wire(rung, to: engine))
        let subscriber = try await CallTests.subscribe(
            engine, over: Self.wire(rung, to: engine), &events)
        let received = try await CallTests.exchange(
            0..<50, from: publisher, to: subscriber, engine)
        let counters = await engine.counters().shards[0]
        await engine.shutdown()

        #expect(received == (0..<50).map { CallTests.payload($0) })
        #expect(counters.forwarding.handshakesCompleted == 2)
        #expect(counters.forwarding.srtpForged == 0)
        switch rung {
        case .furtherListener: #expect(counters.turn.allocated == 0 && counters.streams.open == 0)
        case .iceTCP: #expect(counters.turn.allocated == 0 && counters.streams.open == 2)
        case .turnUDP, .turnUDPByIndication:
            #expect(counters.turn.allocations == 2 && counters.streams.open == 0)
        case .turnTCP: #expect(counters.turn.allocations == 2 && counters.streams.open == 2)
        }
    }

    @Test func `a virtual relay leads to rooms of every shard`() async throws {
        var configuration = MediaConfiguration.servingTURN()
        configuration.shardCount = 3
        let engine = try MediaEngine.start(configuration, logger: .quiet)
        for number in 0..<3 {
            let room = RoomID(rawValue: "room \(number)")
            _ = try await engine.openRoom(room)
            #expect(
                await engine.perform(.addEndpoint(CallTests.doctor, room, isAdmitted: true))
                    == .done)
            let turn = TURNWire(over: try SocketWire(to: engine.port))
            #expect(try await turn.allocate() == 0)
            let browser = try NativeBrowser(over: turn)
            let offer = browser.description(mid: "0", direction: "sendonly", setup: "actpass")
            let reply = await engine.perform(
                .publish(CallTests.doctor, room, offer: offer, sources: ["0": .microphone]))
            guard case .answer(let answer) = reply else { throw Missed(what: "\(reply)") }
            let candidate = try NativeBrowser.attribute("candidate", of: answer)
            let port = candidate.split(separator: " ").dropFirst(5).first.flatMap { UInt16($0) }
            let peer = engine.port.withPort(try #require(port))
            #expect(try await turn.reach(peer, channel: 0x4000) == 0)
            try await browser.connect(to: answer)
        }
        let counters = await engine.counters().shards
        #expect(counters.map(\.forwarding.handshakesCompleted) == [1, 1, 1])
        #expect(counters.map(\.turn.allocations) == [3, 0, 0])

        engine.revokeTURN(label: TURNWire.user)
        #expect(await engine.counters().shards[0].turn.allocations == 0)
        for shard in engine.shards { #expect(await shard.provenPathCount() == 0) }
        await engine.shutdown()
    }

    @Test func `virtual relays lead to each shard's best candidates before others`() {
        let candidates = (0..<4).map { shard in
            (0..<6).map { SocketAddress(ipv4: UInt32(shard), port: UInt16($0)) }
        }
        let peers = VirtualPeers(of: candidates)
        #expect(peers.addresses.count == 16)
        #expect(peers.shards == [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3])
        #expect(peers.addresses.map(\.port) == [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3])
        #expect(VirtualPeers(of: [[], []]).addresses.isEmpty)
    }

    @Test func `candidates name further listeners, and ICE over TCP where browsers take it`()
        async throws
    {
        var configuration = MediaConfiguration.servingTURN()
        configuration.tcpCandidates = [
            SocketAddress(ipv4: 0xc000_0201, port: 443),
            SocketAddress(ipv4: 0x0a00_0001, port: 443),
        ]
        let engine = try MediaEngine.start(configuration, logger: .quiet)
        _ = try await engine.openRoom(CallTests.room)
        #expect(
            await engine.perform(.addEndpoint(CallTests.doctor, CallTests.room, isAdmitted: true))
                == .done)
        let browser = try NativeBrowser(over: SocketWire(to: engine.port))
        let offer = browser.description(mid: "0", direction: "sendonly", setup: "actpass")
        let reply = await engine.perform(
            .publish(CallTests.doctor, CallTests.room, offer: offer, sources: ["0": .microphone]))
        await engine.shutdown()

        guard case .answer(let answer) = reply else { throw Missed(what: "an answer") }
        let candidates = answer.split(whereSeparator: \.isNewline)
            .filter { $0.hasPrefix("a=candidate") }
            .map { $0.split(separator: " ").dropFirst(2).joined(separator: " ") }
            .map { String($0.drop { $0 != " " }.dropFirst().drop { $0 != " " }.dropFirst()) }
        #expect(
            candidates == [
                "127.0.0.1 \(engine.port.port) typ host",
                "127.0.0.1 \(engine.furtherPorts[0].port) typ host",
                "192.0.2.1 443 typ host tcptype passive",
            ])
    }

    /// A connected way to the server's endpoints.
    static func wire(_ rung: Rung, to engine: MediaEngine) async throws -> any TestWire {
        switch rung {
        case .furtherListener: return try SocketWire(to: engine.furtherPorts[0])
        case .iceTCP:
            return try StreamWire(.framedICE, open: engine.openStream)
        case .turnUDP, .turnUDPByIndication, .turnTCP:
            let wire: any TestWire =
                rung == .turnTCP
                ? try StreamWire(.turn, open: engine.openStream) : try SocketWire(to: engine.port)
            let turn = TURNWire(over: wire)
            #expect(try await turn.allocate() == 0)
            let channel: UInt16? = rung == .turnUDPByIndication ? nil : 0x4001
            #expect(try await turn.reach(engine.port, channel: channel) == 0)
            return turn
        }
    }
}

extension Shard {
    func provenPathCount() async -> Int { await ask { self.router.plane?.pathCount ?? 0 } }
}

extension MediaEngine {
    var furtherPorts: [SocketAddress] {
        shards[0].carriers.listeners.dropFirst().map(\.localAddress)
    }
}

extension MediaConfiguration {
    /// With TURN for one user, and a second UDP port.
    static func servingTURN() -> Self {
        var configuration = loopback()
        configuration.furtherListeners = [LoopbackSocket.loopback]
        configuration.turn = .oneUser()
        return configuration
    }
}

extension TURNConfiguration {
    static func oneUser() -> Self {
        var turn = TURNConfiguration()
        turn.users = [TURNWire.user: TURNWire.password]
        return turn
    }
}
