import STUN
import TURN
import Testing
import Wire

/// RFC 8656 §8.2: receiving a Refresh request; §5: who may send any.
@Suite struct RefreshTests {
    let server = ServerUnderTest()

    @Test func `without a LIFETIME, as browsers send it, it's ten minutes more`() {
        let client = ClientUnderTest(server)
        _ = client.allocate()
        server.advance(.seconds(540))

        #expect(client.refresh().lifetime == 600)
        server.advance(.seconds(599))
        #expect(server.server.hasAllocation(client.path))
        server.advance(.seconds(1))
        #expect(!server.server.hasAllocation(client.path))
    }

    @Test func `an hour is the most`() {
        let client = ClientUnderTest(server)
        _ = client.allocate()
        #expect(client.refresh(lifetime: 86_400).lifetime == 3600)
        #expect(client.refresh(lifetime: 5).lifetime == 600)
    }

    @Test func `a lifetime of zero ends the allocation at once, also when it is repeated`() {
        let client = ClientUnderTest(server)
        _ = client.allocate()
        let goodbye = client.bytes(of: .refresh) { $0.write(.lifetime, UInt32(0)) }

        #expect(client.answer(to: goodbye).lifetime == 0)
        #expect(server.ports.open.isEmpty)
        #expect(client.answer(to: goodbye).isSuccess)
        #expect(client.refresh(lifetime: 0).code == 437)
        server.advance(.seconds(60))
        #expect(client.answer(to: goodbye).code == 437)
    }

    @Test func `the 5-tuple is free again then`() {
        let client = ClientUnderTest(server)
        _ = client.allocate()
        _ = client.refresh(lifetime: 0)
        #expect(client.allocate().isSuccess)
    }

    @Test func `a family that the allocation hasn't is a mismatch`() {
        let client = ClientUnderTest(server)
        _ = client.allocate()
        #expect(client.refresh(family: 2).code == 443)
        #expect(client.refresh(family: 1).isSuccess)
    }

    @Test func `one of two families ends alone`() {
        let client = ClientUnderTest(server)
        _ = client.allocate { $0.write(.additionalAddressFamily, [2, 0, 0, 0]) }

        #expect(client.refresh(lifetime: 0, family: 1).isSuccess)
        #expect(server.ports.open.map(\.address.isIPv4) == [false])
        #expect(client.refresh(family: 1).code == 443)
        #expect(client.permit(.at("9.9.9.9")).code == 443)
        #expect(client.permit(.at("2620:fe::fe")).isSuccess)
        #expect(client.refresh(lifetime: 0, family: 2).isSuccess)
        #expect(!server.server.hasAllocation(client.path))
    }

    @Test(arguments: [STUNMethod.refresh, .createPermission, .channelBind])
    func `without an allocation everything else is a mismatch`(method: STUNMethod) {
        let client = ClientUnderTest(server)
        let answer = client.request(method) { writer in
            writer.write(.channelNumber, UInt32(0x4000) << 16)
            writer.writeXORAddress(.xorPeerAddress, .at("9.9.9.9"))
        }
        #expect(answer.code == 437)
        #expect(answer.isSigned(by: client))
    }

    @Test(arguments: [STUNMethod.refresh, .createPermission, .channelBind])
    func `another user's credentials are wrong for it`(method: STUNMethod) {
        #expect(ClientUnderTest(server).allocate().isSuccess)
        let thief = ClientUnderTest(server, name: "bob", password: "builder")

        #expect(thief.request(method).code == 441)
        #expect(server.server.counters.allocations == 1)
    }

    @Test(arguments: [STUNMethod.refresh, .createPermission, .channelBind])
    func `a stale nonce comes with a fresh one, which works`(method: STUNMethod) {
        let client = ClientUnderTest(server)
        _ = client.allocate { $0.write(.lifetime, UInt32(3600)) }
        for _ in 0..<5 {
            server.advance(.seconds(3000))
            let answer = client.refresh(lifetime: 3600)
            if answer.code == 438 {
                client.nonce = answer.nonce
                #expect(client.refresh(lifetime: 3600).isSuccess)
            }
        }
        client.nonce = Array(client.nonce.dropLast()) + [UInt8(ascii: "!")]
        let answer = client.request(method) { writer in
            writer.write(.channelNumber, UInt32(0x4000) << 16)
            writer.writeXORAddress(.xorPeerAddress, .at("9.9.9.9"))
        }
        #expect(answer.code == 438)
        client.nonce = answer.nonce
        #expect(client.permit(.at("9.9.9.9")).isSuccess)
    }

    @Test func `a nonce lives as long as Chrome's first exchange may take`() {
        let client = ClientUnderTest(server)
        client.nonce = client.answer(to: CredentialsUnderTest.bare()).nonce
        server.advance(.seconds(3600))
        #expect(client.allocate().isSuccess)
    }

    @Test func `a credential that has run out still refreshes what it made`() {
        let client = ClientUnderTest(server, label: "r.call")
        #expect(client.allocate().isSuccess)
        server.server.unixTime += 7200

        #expect(client.refresh().isSuccess)
        #expect(client.permit(.at("9.9.9.9")).isSuccess)
        #expect(ClientUnderTest(server, label: "r.call", port: 2).allocate().isSuccess)
        let late = ClientUnderTest(
            server, port: 3, name: client.name, password: client.password)
        #expect(late.allocate().code == 401)
    }

    @Test func `a closed stream takes its allocation along`() {
        let client = ClientUnderTest(server, isOnStream: true)
        _ = client.allocate()
        server.server.clientGone(client.path, now: server.now)

        #expect(!server.server.hasAllocation(client.path))
        #expect(server.ports.open.isEmpty)
        #expect(server.server.nextDeadline == nil)
    }

    @Test func `a withdrawn credential ends what it made, and makes nothing more`() throws {
        let client = ClientUnderTest(server, label: "r.call")
        let other = ClientUnderTest(server, label: "r.other", port: 2)
        _ = client.allocate { $0.write(.evenPort, [0x80]) }
        _ = other.allocate()
        server.server.revoke(user: "r.call", now: server.now)

        #expect(server.ports.open.count == 1)
        #expect(client.refresh().code == 437)
        #expect(client.allocate().code == 403)
        #expect(other.refresh().isSuccess)
        server.server.unixTime += 13 * 3600
        #expect(ClientUnderTest(server, label: "r.call", port: 3).allocate().isSuccess)
    }
}
