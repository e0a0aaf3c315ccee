import Logging
import SFU
import TURN
import Testing
import Wire

@testable import Engine

/// Relaying for real, over loopback.
@Suite struct TURNEngineTests {
    @Test(arguments: [nil, 0x4002] as [UInt16?])
    func `a peer and a client exchange datagrams both ways`(channel: UInt16?) async throws {
        try await withEngine { engine in
            let client = TURNWire(over: try SocketWire(to: engine.localAddresses[0]))
            try await Self.exchange(client, channel: channel)
        }
    }

    @Test(arguments: [nil, 0x4002] as [UInt16?])
    func `a stream's client does so byte by byte`(channel: UInt16?) async throws {
        try await withEngine { engine in
            let client = TURNWire(over: try StreamWire(.turn, open: engine.openStream))
            try await Self.exchange(client, channel: channel)
        }
    }

    private static func exchange(_ client: TURNWire, channel: UInt16?) async throws {
        #expect(try await client.allocate() == 0)
        let relayed = try #require(client.relayed)
        #expect((41_000...41_999).contains(relayed.port))
        let peer = try SocketWire(to: relayed)
        #expect(try await client.reach(peer.socket.address, channel: channel) == 0)

        for length in [1, 3, 172, 1200] {
            let datagrams = numberedDatagrams(40, length: length)
            for datagram in datagrams { client.send(datagram) }
            var sent: [[UInt8]] = []
            try await eventually("what the client sent") {
                sent += peer.receiveAll()
                return sent.count == datagrams.count ? true : nil
            }
            #expect(sent == datagrams)

            for datagram in datagrams { peer.send(datagram) }
            var received: [[UInt8]] = []
            try await eventually("what the peer sent") {
                received += client.receiveAll()
                return received.count == datagrams.count ? true : nil
            }
            #expect(received == datagrams)
        }
    }

    @Test func `every listener answers from itself`() async throws {
        try await withEngine { engine in
            #expect(engine.localAddresses.count == 3)
            for address in engine.localAddresses {
                let client = TURNWire(over: try SocketWire(to: address))
                #expect(try await client.allocate() == 0)
            }
            #expect(await engine.counters().turn.allocations == 3)
        }
    }

    @Test func `forty allocations relay at once, and revocation ends them all`() async throws {
        try await withEngine { engine in
            var clients: [TURNWire] = []
            let peer = try LoopbackSocket()
            for _ in 0..<40 {
                let client = TURNWire(over: try SocketWire(to: engine.localAddresses[0]))
                #expect(try await client.allocate() == 0)
                #expect(try await client.reach(peer.address, channel: 0x4000) == 0)
                clients.append(client)
            }
            for client in clients { client.send([1, 2, 3]) }
            var count = 0
            try await eventually("what all sent") {
                count += peer.receiveAll().count
                return count == 40 ? true : nil
            }

            engine.revokeTURN(label: TURNWire.user)
            #expect(await engine.counters().turn.allocations == 0)
            for client in clients { client.send([1, 2, 3]) }
            try await eventually("all to be dropped") {
                await engine.counters().turn.drops.unpermitted >= 40 ? true : nil
            }
            #expect(peer.receiveAll().isEmpty)
            _ = try UDPSocket(bindingTo: try #require(clients[0].relayed))
        }
    }

    @Test func `calls' datagrams are nobody's here`() async throws {
        try await withEngine { engine in
            let client = try SocketWire(to: engine.localAddresses[0])
            for first in [20, 128, 255] as [UInt8] { client.send([first, 1, 2, 3]) }
            try await eventually("all to be counted") {
                await engine.counters().forwarding.datagramsUnrouted == 3 ? true : nil
            }
            #expect(
                engine.openStream(
                    .framedICE, remote: client.socket.address, transport: .tcp,
                    writer: TestWriter()) == nil)
        }
    }

    private func withEngine(_ body: (TURNEngine) async throws -> Void) async throws {
        var turn = TURNConfiguration.oneUser()
        turn.defaultRelay = .real
        turn.areRealRelaysOn = true
        turn.peers.allowsLoopback = true
        turn.quotas.allocationsPerUser = 1_000
        let engine = try TURNEngine.start(
            TURNEngineConfiguration(
                listenAddresses: [SocketAddress](repeating: LoopbackSocket.loopback, count: 3),
                turn: turn,
                relay: RelayConfiguration(
                    addresses: [LoopbackSocket.loopback], ports: 41_000...41_999)),
            logger: .quiet)
        do {
            try await body(engine)
        } catch {
            await engine.shutdown()
            throw error
        }
        await engine.shutdown()
    }
}
