import STUN
import TURN
import Testing
import Wire

/// Both ends of a call relayed by one server: nothing goes through the network (RFC 8656 §3).
@Suite struct HandOverTests {
    let server = ServerUnderTest()

    @Test func `one client's relay reaches another's in memory, by indication and by channel`()
        throws
    {
        let alice = ClientUnderTest(server, port: 1)
        let bob = ClientUnderTest(server, port: 2, name: "bob", password: "builder")
        let toAlice = try #require(alice.allocate().relayed.first)
        let toBob = try #require(bob.allocate().relayed.first)
        // The relays' host is in a range for documentation, and allowed all the same.
        #expect(alice.permit(toBob).isSuccess)
        #expect(alice.send([1], to: toBob).sent.isEmpty)
        #expect(bob.permit(toAlice).isSuccess)

        let first = try #require(alice.send([1, 2], to: toBob).sent.first)
        #expect(first.path == bob.path)
        #expect(Answer(first.bytes).addresses(.xorPeerAddress) == [toAlice])
        #expect(Answer(first.bytes).value(.data) == [1, 2])

        #expect(bob.bind(0x4000, to: toAlice).isSuccess)
        #expect(alice.bind(0x4100, to: toBob).isSuccess)
        #expect(
            alice.send([3], on: 0x4100).sent
                == [.init(bytes: [0x40, 0, 0, 1, 3], path: bob.path)])
        #expect(
            bob.send([4], on: 0x4000).sent
                == [.init(bytes: [0x41, 0, 0, 1, 4], path: alice.path)])
    }

    @Test func `a permission for relays opens nothing else on their host`() throws {
        let alice = ClientUnderTest(server, port: 1)
        let bob = ClientUnderTest(server, port: 2)
        let toAlice = try #require(alice.allocate().relayed.first)
        let toBob = try #require(bob.allocate().relayed.first)
        #expect(alice.permit(toBob).isSuccess)

        #expect(alice.send([1], to: toBob.withPort(22)).sent.isEmpty)
        #expect(alice.permit(toBob.withPort(22)).code == 403)
        #expect(alice.bind(0x4000, to: toBob.withPort(22)).code == 403)
        let carrier = try #require(server.ports.carrier(of: toAlice))
        #expect(server.receive([1], fromPeer: toBob.withPort(22), on: carrier).isEmpty)
    }

    @Test func `when the other allocation has ended, nothing of it is left`() throws {
        let alice = ClientUnderTest(server, port: 1)
        let bob = ClientUnderTest(server, port: 2)
        _ = alice.allocate()
        let toBob = try #require(bob.allocate().relayed.first)
        _ = alice.bind(0x4000, to: toBob)
        _ = bob.refresh(lifetime: 0)

        #expect(alice.send([1], on: 0x4000).sent.isEmpty)
        #expect(alice.permit(toBob).code == 403)
    }

    @Test func `a relay may be its own peer, and that ends there`() throws {
        let alice = ClientUnderTest(server)
        let relay = try #require(alice.allocate().relayed.first)
        _ = alice.bind(0x4000, to: relay)
        #expect(alice.send([1], on: 0x4000).sent.map(\.path) == [alice.path])
    }

    @Test func `on one machine other ports are reached, but never a listener`() throws {
        let listener = SocketAddress.at("203.0.113.9:3478")
        let server = ServerUnderTest { configuration in
            configuration.peers.allowed = [AddressRange("203.0.113.9")].compactMap(\.self)
            configuration.peers.ownListeners = [listener, .at("0.0.0.0:443")]
        }
        let alice = ClientUnderTest(server)
        let relay = try #require(alice.allocate().relayed.first)
        let carrier = try #require(server.ports.carrier(of: relay))

        #expect(alice.permit(listener).code == 403)
        #expect(alice.permit(listener.withPort(443)).code == 403)
        #expect(alice.permit(listener.withPort(7000)).isSuccess)
        #expect(alice.bind(0x4000, to: listener.withPort(7000)).isSuccess)
        #expect(alice.bind(0x4001, to: listener).code == 403)
        #expect(alice.send([1], to: listener.withPort(7000)).sent.map(\.path.carrier) == [carrier])
        #expect(alice.send([1], on: 0x4000).sent.map(\.path.carrier) == [carrier])
        #expect(alice.send([1], to: listener).sent.isEmpty)
        #expect(alice.send([1], to: listener.withPort(443)).sent.isEmpty)
        #expect(server.receive([1], fromPeer: listener, on: carrier).isEmpty)
        #expect(server.receive([1], fromPeer: listener.withPort(7000), on: carrier).count == 1)
    }

    @Test func `a listener on all addresses is on the relays' too, as the world sees them`() {
        let server = ServerUnderTest { configuration in
            configuration.peers.allowed = [AddressRange("203.0.113.0/24")].compactMap(\.self)
            configuration.peers.ownListeners = [.at("0.0.0.0:3478")]
        }
        let alice = ClientUnderTest(server)
        _ = alice.allocate()

        #expect(alice.permit(.at("203.0.113.9:3478")).code == 403)
        #expect(alice.permit(.at("203.0.113.9:3479")).isSuccess)
        #expect(alice.send([1], to: .at("203.0.113.9:3478")).sent.isEmpty)
        #expect(alice.permit(.at("203.0.113.8:3478")).isSuccess)
    }
}
