import STUN
import TURN
import Testing
import Wire

/// RFC 8656 §11: the Send and Data methods, over real relays.
@Suite struct SendAndDataTests {
    let server = ServerUnderTest()
    let peer = SocketAddress.at("9.9.9.9:1000")
    let peer6 = SocketAddress.at("[2620:fe::fe]:1000")

    @Test func `§11.2: a payload leaves from the relayed address`() throws {
        let client = ClientUnderTest(server)
        let relay = try #require(client.allocate().relayed.first)
        let carrier = try #require(server.ports.carrier(of: relay))
        _ = client.permit(peer)

        let sent = client.send(Array(0...200), to: peer).sent
        let path = NetworkPath(remote: peer, carrier: carrier)
        #expect(sent == [.init(bytes: Array(0...200), path: path)])
        #expect(server.server.counters.fromClients.packets == 1)
        #expect(server.server.counters.fromClients.bytes == 201)
    }

    @Test func `§11.2: without a permission, a peer or data it's dropped in silence`() {
        let client = ClientUnderTest(server)
        #expect(client.send([1], to: peer).sent.isEmpty)
        _ = client.allocate()
        #expect(client.send([1], to: peer).sent.isEmpty)
        _ = client.permit(peer)
        #expect(client.indicate(.send) { $0.write(.data, [1]) }.sent.isEmpty)
        #expect(client.indicate(.send) { $0.writeXORAddress(.xorPeerAddress, peer) }.sent.isEmpty)
        let unknown = client.indicate(.send) { writer in
            writer.writeXORAddress(.xorPeerAddress, peer)
            writer.write(.data, [1])
            writer.write(STUNAttributeType(rawValue: 0x0003), [0, 0, 0, 6])
        }
        #expect(unknown.sent.isEmpty)
        #expect(server.server.counters.drops.unpermitted == 2)
        #expect(server.server.counters.drops.malformed == 3)
    }

    @Test func `§11.2: DONT-FRAGMENT leaves by the way that sets the bit`() {
        let client = ClientUnderTest(server)
        _ = client.allocate()
        _ = client.permit(peer)

        #expect(client.send([4, 2], to: peer, isUnfragmented: true).sent.isEmpty)
        #expect(server.ports.unfragmented == [[4, 2]])
    }

    @Test func `§11.5: a peer's datagram becomes a Data indication`() throws {
        let client = ClientUnderTest(server)
        let answer = client.allocate { $0.write(.additionalAddressFamily, [2, 0, 0, 0]) }
        _ = client.permit(peer, peer6)
        for (relay, peer) in zip(answer.relayed, [peer, peer6]) {
            let carrier = try #require(server.ports.carrier(of: relay))
            for length in [0, 1, 2, 3, 4, 1200] {
                let payload = (0..<length).map { UInt8(truncatingIfNeeded: $0) }
                let sent = server.receive(payload, fromPeer: peer, on: carrier)
                let indication = Answer(try #require(sent.first).bytes)

                #expect(sent.map(\.path) == [client.path])
                #expect(indication.message?.messageClass == .indication)
                #expect(indication.message?.method == .data)
                #expect(indication.addresses(.xorPeerAddress) == [peer])
                #expect(indication.value(.data) == payload)
                #expect(indication.bytes.count == (peer.isIPv4 ? 36 : 48) + (length + 3) & ~3)
            }
        }
    }

    @Test func `§11.5: the indication's bytes`() throws {
        let client = ClientUnderTest(server)
        let relay = try #require(client.allocate().relayed.first)
        _ = client.permit(peer)
        let carrier = try #require(server.ports.carrier(of: relay))
        let bytes = try #require(
            server.receive([0xDE, 0xAD, 0xBE], fromPeer: peer, on: carrier).first
        ).bytes

        #expect(bytes[0..<8] == [0x00, 0x17, 0x00, 20, 0x21, 0x12, 0xA4, 0x42])
        #expect(
            bytes[20...] == [
                0x00, 0x12, 0x00, 8, 0, 1, 0x22, 0xFA, 0x28, 0x1B, 0xAD, 0x4B,
                0x00, 0x13, 0x00, 3, 0xDE, 0xAD, 0xBE, 0,
            ])
    }

    @Test func `a payload that no datagram can hold is dropped and counted`() throws {
        let client = ClientUnderTest(server)
        let relay = try #require(client.allocate().relayed.first)
        let carrier = try #require(server.ports.carrier(of: relay))
        _ = client.bind(0x4000, to: peer)
        let big = [UInt8](repeating: 1, count: 2049)

        #expect(client.send(big, on: 0x4000).sent.isEmpty)
        #expect(client.send(big, to: peer).sent.isEmpty)
        #expect(server.receive(big, fromPeer: peer, on: carrier).isEmpty)
        #expect(server.receive(Array(big.dropLast(4)), fromPeer: peer, on: carrier).isEmpty)
        #expect(server.server.counters.drops.tooLong == 4)
        #expect(server.receive(Array(big.dropLast(5)), fromPeer: peer, on: carrier).count == 1)
    }

    @Test func `a relay whose allocation has ended takes nothing`() throws {
        let client = ClientUnderTest(server)
        let relay = try #require(client.allocate().relayed.first)
        let carrier = try #require(server.ports.carrier(of: relay))
        _ = client.permit(peer)
        _ = client.refresh(lifetime: 0)
        #expect(server.receive([1], fromPeer: peer, on: carrier).isEmpty)
    }

    @Test func `Binding is answered for anyone, with 32 bytes for 20`() {
        let anyone = ClientUnderTest(server, port: 9)
        let request = ClientUnderTest.message(.request, .binding, transaction: 5) { _ in }
        let answer = anyone.answer(to: request)

        #expect(request.count == 20)
        #expect(answer.bytes.count == 32)
        #expect(answer.mapped == anyone.path.remote)
        #expect(server.server.counters.bindings == 1)
    }

    @Test func `what asks for RFC 3489 or 5780 gets to know that it isn't there`() {
        let anyone = ClientUnderTest(server, port: 9)
        let request = ClientUnderTest.message(.request, .binding, transaction: 5) {
            $0.write(STUNAttributeType(rawValue: 0x0003), [0, 0, 0, 6])
        }
        let answer = anyone.answer(to: request)

        #expect(answer.code == 420)
        #expect(answer.value(.unknownAttributes) == [0, 3])
        // On the wire less than one and a half times as much.
        #expect(2 * (answer.bytes.count + 28) <= 3 * (request.count + 28))
    }

    @Test func `methods of RFC 6062 and responses are ignored`() {
        let client = ClientUnderTest(server)
        _ = client.allocate()
        let bytes = client.bytes(of: .refresh)
        for method in [UInt8(0x0A), 0x0B, 0x0C] {
            #expect(server.receive([0x00, method] + bytes[2...], from: client.path).isEmpty)
        }
        for type in [[UInt8(0x01), 0x04], [0x01, 0x14], [0x00, 0x14], [0x00, 0x17]] {
            #expect(server.receive(type + bytes[2...], from: client.path).isEmpty)
        }
    }

    @Test func `FINGERPRINT is answered with FINGERPRINT`() throws {
        let client = ClientUnderTest(server)
        let request = ClientUnderTest.message(.request, .binding, transaction: 5) {
            $0.writeFingerprint()
        }
        let answer = client.answer(to: request)
        #expect(answer.message?.hasValidFingerprint(in: answer.bytes.span.bytes) == true)
    }
}
