import STUN
import TURN
import Testing
import Wire

/// RFC 8656 §12: channels.
@Suite struct ChannelTests {
    let server = ServerUnderTest()
    let peer = SocketAddress.at("9.9.9.9:1000")
    let other = SocketAddress.at("9.9.9.9:1001")

    @Test(arguments: [
        (UInt16(0x0000), 400), (0x3FFF, 400), (0x4000, 0), (0x4FFF, 0), (0x5000, 0),
        (0x7FFF, 0), (0x8000, 400), (0xFFFF, 400),
    ])
    func `§12: numbers are from 0x4000, to 0x7FFF for RFC 5766`(number: UInt16, code: Int) {
        let client = ClientUnderTest(server)
        _ = client.allocate()
        #expect(client.bind(number, to: peer).code == code)
    }

    @Test func `§12.2: number and peer are both needed`() {
        let client = ClientUnderTest(server)
        _ = client.allocate()

        #expect(client.request(.channelBind).code == 400)
        #expect(
            client.request(.channelBind) { $0.writeXORAddress(.xorPeerAddress, peer) }.code == 400)
        #expect(
            client.request(.channelBind) { $0.write(.channelNumber, [0x40, 0, 0, 0]) }.code == 400)
    }

    @Test func `§12.2: a number has one peer and a peer one number`() {
        let client = ClientUnderTest(server)
        _ = client.allocate()

        #expect(client.bind(0x4000, to: peer).isSuccess)
        #expect(client.bind(0x4000, to: peer).isSuccess)
        #expect(client.bind(0x4000, to: other).code == 400)
        #expect(client.bind(0x4001, to: peer).code == 400)
        #expect(client.bind(0x4001, to: other).isSuccess)
    }

    @Test func `§12.2: the policy and the family count here too`() {
        let client = ClientUnderTest(server)
        _ = client.allocate()

        #expect(client.bind(0x4000, to: .at("127.0.0.1:22")).code == 403)
        #expect(client.bind(0x4000, to: .at("[2620:fe::fe]:53")).code == 443)
    }

    @Test func `§12.2: numbers are bound in any order`() {
        let client = ClientUnderTest(server)
        _ = client.allocate()
        for number in [UInt16(0x4007), 0x4000, 0x4FFF, 0x4003] {
            #expect(client.bind(number, to: peer.withPort(number)).isSuccess)
        }
        #expect(client.send([5], on: 0x4003).sent.first?.path.remote == peer.withPort(0x4003))
    }

    @Test func `§12.2: channels have a limit`() {
        let server = ServerUnderTest { $0.quotas.channelsPerAllocation = 4 }
        let client = ClientUnderTest(server)
        _ = client.allocate()
        for number in UInt16(0)..<4 {
            #expect(client.bind(0x4000 + number, to: peer.withPort(number + 1)).isSuccess)
        }

        #expect(client.bind(0x4004, to: peer.withPort(5)).code == 508)
        #expect(client.bind(0x4003, to: peer.withPort(4)).isSuccess)
        server.advance(.seconds(599))
        _ = client.refresh()
        server.advance(.seconds(1))
        #expect(client.bind(0x4004, to: peer.withPort(5)).isSuccess)
    }

    @Test func `§12.5: a bound channel relays both ways, byte for byte`() throws {
        let client = ClientUnderTest(server)
        let relay = try #require(client.allocate().relayed.first)
        let carrier = try #require(server.ports.carrier(of: relay))
        _ = client.bind(0x4001, to: peer)

        let out = client.send([0xAA, 0xBB, 0xCC], on: 0x4001).sent
        #expect(
            out == [
                .init(bytes: [0xAA, 0xBB, 0xCC], path: NetworkPath(remote: peer, carrier: carrier))
            ])
        let back = server.receive([1, 2, 3, 4, 5], fromPeer: peer, on: carrier)
        #expect(back == [.init(bytes: [0x40, 0x01, 0, 5, 1, 2, 3, 4, 5], path: client.path)])
    }

    @Test func `§12.5: on a stream ChannelData is padded, and the length doesn't count it`() throws
    {
        let client = ClientUnderTest(server, isOnStream: true)
        let relay = try #require(client.allocate().relayed.first)
        let carrier = try #require(server.ports.carrier(of: relay))
        _ = client.bind(0x4001, to: peer)

        #expect(client.send([1, 2, 3], on: 0x4001, padding: 1).sent.map(\.bytes) == [[1, 2, 3]])
        #expect(client.send([1, 2, 3], on: 0x4001).sent.map(\.bytes) == [[1, 2, 3]])
        for length in 0...9 {
            let payload = (0..<length).map { UInt8($0) }
            let back = server.receive(payload, fromPeer: peer, on: carrier)
            let padding = [UInt8](repeating: 0, count: -length & 3)
            #expect(back.map(\.bytes) == [[0x40, 0x01, 0, UInt8(length)] + payload + padding])
        }
    }

    @Test func `§12.6: over UDP padding is ignored, and more is promised in vain`() {
        let client = ClientUnderTest(server)
        _ = client.allocate()
        _ = client.bind(0x4001, to: peer)

        #expect(client.send([1, 2], on: 0x4001, padding: 2).sent.map(\.bytes) == [[1, 2]])
        #expect(server.receive([0x40, 0x01, 0, 3, 1, 2], from: client.path).isEmpty)
        #expect(server.server.counters.drops.malformed == 1)
        #expect(client.send([], on: 0x4001).sent.map(\.bytes) == [[]])
    }

    @Test func `§12.6: an unbound channel is silence`() {
        let client = ClientUnderTest(server)
        #expect(client.send([1], on: 0x4000).sent.isEmpty)
        _ = client.allocate()
        #expect(client.send([1], on: 0x4000).sent.isEmpty)
        #expect(server.server.counters.drops.unpermitted == 2)
    }

    @Test func `§12: a binding permits its peer for five minutes and lasts for ten`() {
        let client = ClientUnderTest(server)
        _ = client.allocate { $0.write(.lifetime, UInt32(3600)) }
        _ = client.bind(0x4001, to: peer)

        server.advance(.seconds(299))
        #expect(client.send([1], on: 0x4001).sent.count == 1)
        server.advance(.seconds(1))
        #expect(client.send([1], on: 0x4001).sent.isEmpty)
        _ = client.permit(peer)
        server.advance(.seconds(240))
        _ = client.permit(peer)
        #expect(client.send([1], on: 0x4001).sent.count == 1)
        server.advance(.seconds(60))
        #expect(client.send([1], on: 0x4001).sent.isEmpty)
        #expect(client.bind(0x4001, to: other).isSuccess)
    }

    @Test func `§12: channels and indications are taken at the same time`() throws {
        let client = ClientUnderTest(server)
        let relay = try #require(client.allocate().relayed.first)
        let carrier = try #require(server.ports.carrier(of: relay))
        _ = client.bind(0x4001, to: peer)

        #expect(client.send([1], to: peer).sent.map(\.bytes) == [[1]])
        #expect(client.send([2], on: 0x4001).sent.map(\.bytes) == [[2]])
        // The same host, but no channel: an indication.
        let back = server.receive([7], fromPeer: other, on: carrier)
        #expect(back.first?.bytes.first == 0)
    }
}
