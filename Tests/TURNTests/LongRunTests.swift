import STUN
import Testing
import Wire

@testable import TURN

/// Hours of clients that come, do whatever they like, and go: nothing is left of them.
@Suite struct LongRunTests {
    @Test(arguments: UInt64(1)...4)
    func `whatever clients did, when all has run out nothing is kept`(seed: UInt64) {
        var random = SeededNumbers(state: seed)
        let server = ServerUnderTest { configuration in
            configuration.quotas.permissionsPerAllocation = 6
            configuration.quotas.channelsPerAllocation = 4
            configuration.quotas.allocationsPerUser = 5
        }
        let clients = (1...24).map { index in
            ClientUnderTest(
                server, label: "\(index % 2 == 0 ? "v" : "r").\(index % 7)", port: UInt16(index),
                isOnStream: index % 3 == 0)
        }
        var tokens: [UInt64] = []
        for _ in 0..<600 {
            let client = clients[Int(random.next() % 24)]
            act(client, &random, &tokens)
            if random.next() % 4 == 0 { server.advance(.seconds(Int64(random.next() % 60))) }
            #expect(server.server.allocations.count <= 35)
            #expect(server.ports.open.count <= 70)
        }
        #expect(server.server.counters.allocated > 30)

        server.advance(.seconds(3601))
        #expect(server.server.allocations.count == 0)
        #expect(server.server.reservations.count == 0)
        #expect(server.server.quota.accountCount == 0)
        #expect(server.ports.open.isEmpty)
        #expect(server.server.nextDeadline == nil)
        #expect(server.server.counters.allocations == 0)
    }

    private func act(
        _ client: ClientUnderTest, _ random: inout SeededNumbers, _ tokens: inout [UInt64]
    ) {
        let server = client.server
        let peers = [SocketAddress.at("9.9.9.9:1"), .at("9.9.9.9:2"), .at("8.8.8.8:1")]
        let peer = (peers + ServerUnderTest.endpoints)[Int(random.next() % 6)]
        let number = UInt16(0x4000 + random.next() % 6)
        let answer: Answer
        switch random.next() % 12 {
        case 0: answer = client.allocate()
        case 1:
            answer = client.allocate { $0.write(.evenPort, [0x80]) }
            if let token = answer.token { tokens.append(token) }
        case 2:
            let token = tokens.popLast() ?? 0
            answer = client.allocate { $0.write(.reservationToken, token) }
        case 3: answer = client.allocate { $0.write(.additionalAddressFamily, [2, 0, 0, 0]) }
        case 4: answer = client.refresh(lifetime: 0)
        case 5: answer = client.refresh(lifetime: 0, family: UInt8(1 + random.next() % 2))
        case 6: answer = client.refresh(lifetime: UInt32(random.next() % 5000))
        case 7: answer = client.permit(peer)
        case 8: answer = client.bind(number, to: peer)
        case 9:
            _ = client.send([1, 2, 3], on: number)
            _ = client.send([1, 2, 3], to: peer)
            return
        case 10:
            server.server.clientGone(client.path, now: server.now)
            return
        default:
            for relay in server.ports.open {
                _ = server.receive([1], fromPeer: peer, on: relay.carrier)
            }
            return
        }
        if answer.code == 438 || answer.code == 401 { client.nonce = answer.nonce }
    }
}
