import STUN
import Testing
import Wire

@testable import TURN

/// RFC 8656 §9 and §10.2: permissions.
@Suite struct PermissionTests {
    let server = ServerUnderTest()
    let peer = SocketAddress.at("9.9.9.9:1000")

    @Test func `a peer is named, or several, all or none`() throws {
        let client = ClientUnderTest(server)
        let relay = try #require(client.allocate().relayed.first)
        let carrier = try #require(server.ports.carrier(of: relay))

        #expect(client.permit().code == 400)
        #expect(client.permit(peer, .at("10.0.0.1"), .at("8.8.8.8")).code == 403)
        #expect(server.receive([1], fromPeer: peer, on: carrier).isEmpty)
        #expect(client.permit(peer, .at("8.8.8.8")).isSuccess)
        #expect(server.receive([1], fromPeer: peer, on: carrier).count == 1)
        #expect(server.receive([1], fromPeer: .at("8.8.8.8:7"), on: carrier).count == 1)
    }

    @Test func `a malformed peer is a bad request`() {
        let client = ClientUnderTest(server)
        _ = client.allocate()
        for value in [
            [UInt8](), [0, 1, 0, 0], [0, 3, 0, 0, 1, 1, 1, 1], [0, 2, 0, 0, 1, 1, 1, 1],
        ] {
            let answer = client.request(.createPermission) { $0.write(.xorPeerAddress, value) }
            #expect(answer.code == 400)
        }
    }

    @Test func `the port doesn't matter, the host does`() throws {
        let client = ClientUnderTest(server)
        let relay = try #require(client.allocate().relayed.first)
        let carrier = try #require(server.ports.carrier(of: relay))
        _ = client.permit(peer)

        #expect(server.receive([1], fromPeer: peer.withPort(2), on: carrier).count == 1)
        #expect(server.receive([1], fromPeer: .at("9.9.9.8:1000"), on: carrier).isEmpty)
        #expect(server.server.counters.drops.unpermitted == 1)
    }

    @Test func `a permission lasts five minutes and is refreshed by another request`() throws {
        let client = ClientUnderTest(server)
        let relay = try #require(client.allocate().relayed.first)
        let carrier = try #require(server.ports.carrier(of: relay))
        _ = client.permit(peer)

        server.advance(.seconds(240))
        _ = client.permit(peer)
        server.advance(.seconds(299))
        #expect(server.receive([1], fromPeer: peer, on: carrier).count == 1)
        server.advance(.seconds(1))
        #expect(server.receive([1], fromPeer: peer, on: carrier).isEmpty)
        #expect(client.send([1], to: peer).sent.isEmpty)
    }

    @Test func `data doesn't refresh a permission`() {
        let client = ClientUnderTest(server)
        _ = client.allocate()
        _ = client.permit(peer)
        for _ in 0..<3 {
            server.advance(.seconds(99))
            #expect(client.send([1], to: peer).sent.count == 1)
        }
        server.advance(.seconds(4))
        #expect(client.send([1], to: peer).sent.isEmpty)
    }

    @Test func `a peer of the other family is a mismatch`() {
        let client = ClientUnderTest(server)
        _ = client.allocate()
        #expect(client.permit(.at("2620:fe::fe")).code == 443)
    }

    @Test func `8,000 permissions are refused past the limit, at the same cost each`() throws {
        let client = ClientUnderTest(server)
        _ = client.allocate()
        let found = server.server.allocations.allocation(of: client.path)
        let allocation = try #require(found)

        let codes = (0..<8000).map { index in
            client.permit(SocketAddress(ipv4: 0x0808_0000 + UInt32(index), port: 9)).code
        }
        #expect(codes.prefix(128).allSatisfy { $0 == 0 })
        #expect(codes.dropFirst(128).allSatisfy { $0 == 508 })
        #expect(allocation.permissions.count == 128)
        // The table is looked through once, not once a request.
        #expect(allocation.permissions.sweeps <= 1)
    }

    @Test func `what has ended makes room`() throws {
        let client = ClientUnderTest(server)
        _ = client.allocate()
        for index in UInt32(0)..<128 {
            _ = client.permit(SocketAddress(ipv4: 0x0808_0000 + index, port: 9))
        }
        #expect(client.permit(peer).code == 508)
        #expect(client.bind(0x4000, to: peer).code == 508)

        server.advance(.seconds(300))
        #expect(client.permit(peer).isSuccess)
        let found = server.server.allocations.allocation(of: client.path)
        let allocation = try #require(found)
        #expect(allocation.permissions.count == 1)
    }
}
