import STUN
import Testing
import Wire

@testable import TURN

/// Allocations whose only peers are this server's own endpoints.
@Suite struct VirtualRelayTests {
    let server = ServerUnderTest()
    let endpoint = ServerUnderTest.endpoints[0]

    @Test func `no port is opened, and the relayed address is on the server's host`() throws {
        let relayed = ClientUnderTest(server, label: "v.1").allocate().relayed

        #expect(relayed.map(\.host) == ["198.51.100.1"])
        #expect(server.ports.open.isEmpty)
    }

    @Test func `no two relayed addresses are alike`() {
        let relayed = (1...200).flatMap { index in
            // One address is challenged fifty times a second.
            if index % 50 == 0 { server.advance(.seconds(1)) }
            return ClientUnderTest(server, label: "v.\(index)", port: UInt16(index))
                .allocate().relayed
        }
        #expect(Set(relayed).count == 200)
    }

    @Test func `payloads come out where they stood, on a path of their own an endpoint`() throws {
        let client = ClientUnderTest(server, label: "v.1")
        let relay = try #require(client.allocate().relayed.first)
        _ = client.permit(endpoint)
        let first = client.send([1, 2, 3], to: endpoint)
        let second = client.send([4], to: ServerUnderTest.endpoints[2])

        #expect(first.sent.isEmpty)
        #expect(first.relayed?.bytes == [1, 2, 3])
        #expect(first.relayed?.path.remote == relay)
        #expect(first.relayed?.path.carrier.kind == .virtualRelay)
        #expect(first.relayed?.path.carrier.peer == 0)
        #expect(second.relayed?.path.carrier.peer == 2)
        #expect(second.relayed?.path.remote == relay)
        #expect(first.relayed?.path.carrier.number == second.relayed?.path.carrier.number)
        _ = client.bind(0x4000, to: endpoint)
        #expect(
            client.send([9, 9], on: 0x4000).relayed
                == .init(
                    bytes: [9, 9], path: try #require(first.relayed).path))
        #expect(client.send([], on: 0x4000).relayed == nil)
    }

    @Test func `nobody else is a peer`() {
        let client = ClientUnderTest(server, label: "v.1")
        _ = client.allocate()

        for peer in ["9.9.9.9:1", "127.0.0.1:3478", "10.0.0.1:1", "[2620:fe::fe]:1"] {
            #expect(client.permit(.at(peer)).code == 403)
            #expect(client.bind(0x4000, to: .at(peer)).code == 403)
        }
        #expect(client.bind(0x4000, to: endpoint.withPort(22)).code == 403)
        #expect(client.permit(ServerUnderTest.endpoints[1]).code == 443)
        _ = client.permit(endpoint)
        #expect(client.send([1], to: endpoint.withPort(22)).relayed == nil)
    }

    @Test(arguments: [false, true], [0, 1, 2, 3, 4, 1200])
    func `before a channel is bound, endpoints' datagrams leave as Data indications`(
        isOnStream: Bool, length: Int
    ) throws {
        let client = ClientUnderTest(server, label: "v.1", isOnStream: isOnStream)
        _ = client.allocate()
        _ = client.permit(endpoint)
        let path = try #require(client.send([1], to: endpoint).relayed).path
        let payload = (0..<length).map { UInt8(truncatingIfNeeded: $0) }

        #expect(server.server.headRoom(for: path.carrier) == 36)
        let sent = server.send(payload, to: path)
        let indication = Answer(try #require(sent.first).bytes)
        #expect(sent.map(\.path) == [client.path])
        #expect(indication.addresses(.xorPeerAddress) == [endpoint])
        #expect(indication.value(.data) == payload)
        #expect(indication.bytes.count == 36 + (length + 3) & ~3)
        #expect(indication.bytes.dropFirst(36 + length).allSatisfy { $0 == 0 })
    }

    @Test(arguments: [false, true], [0, 1, 2, 3, 4, 1200])
    func `through a channel they leave with four bytes in front, padded on streams alone`(
        isOnStream: Bool, length: Int
    ) throws {
        let client = ClientUnderTest(server, label: "v.1", isOnStream: isOnStream)
        _ = client.allocate()
        _ = client.bind(0x4ABC, to: endpoint)
        let path = try #require(client.send([1], to: endpoint).relayed).path
        let payload = (0..<length).map { UInt8(truncatingIfNeeded: $0) }
        let padding = [UInt8](repeating: 0, count: isOnStream ? -length & 3 : 0)

        #expect(server.server.headRoom(for: path.carrier) == 4)
        #expect(
            server.send(payload, to: path) == [
                .init(
                    bytes: [0x4A, 0xBC, UInt8(length >> 8), UInt8(length & 255)] + payload
                        + padding,
                    path: client.path)
            ])
    }

    @Test func `datagrams of one burst stand side by side, so that they leave as one message`()
        throws
    {
        let client = ClientUnderTest(server, label: "v.1")
        _ = client.allocate()
        _ = client.bind(0x4000, to: endpoint)
        let path = try #require(client.send([1], to: endpoint).relayed).path
        for _ in 0..<5 {
            _ = server.slab.reserve(1200, for: path)
            server.slab.commit(100, to: path)
        }
        let slots = server.slab.slots
        #expect(slots.count == 5)
        for (slot, next) in zip(slots, slots.dropFirst()) {
            #expect(next.offset == slot.offset + slot.length)
        }
    }

    @Test func `over IPv6 the endpoint's other address answers`() throws {
        let client = ClientUnderTest(server, label: "v.1")
        let answer = client.allocate { $0.write(.additionalAddressFamily, [2, 0, 0, 0]) }
        let endpoint = ServerUnderTest.endpoints[1]
        _ = client.permit(endpoint)
        let path = try #require(client.send([1], to: endpoint).relayed).path

        #expect(path.remote == answer.relayed.last)
        #expect(path.carrier.peer == 1)
        #expect(server.server.headRoom(for: path.carrier) == 48)
        let indication = Answer(try #require(server.send([1], to: path).first).bytes)
        #expect(indication.addresses(.xorPeerAddress) == [endpoint])
        #expect(indication.bytes.count == 52)
    }

    @Test func `what an allocation no longer permits is dropped, and so when it has ended`() throws
    {
        let client = ClientUnderTest(server, label: "v.1")
        _ = client.allocate()
        _ = client.bind(0x4000, to: endpoint)
        let path = try #require(client.send([1], to: endpoint).relayed).path

        server.advance(.seconds(300))
        #expect(server.send([1], to: path).isEmpty)
        _ = client.permit(endpoint)
        #expect(server.send([1], to: path).count == 1)
        _ = client.refresh(lifetime: 0)
        #expect(server.send([1], to: path).isEmpty)
        #expect(server.server.headRoom(for: path.carrier) == 0)
    }

    @Test func `where the server has only IPv6, that is what a browser gets without asking`() {
        let server = ServerUnderTest {
            $0.virtualRelays.addresses = [ServerUnderTest.endpoints[1]]
        }
        #expect(ClientUnderTest(server, label: "v.1").allocate().relayed.map(\.isIPv4) == [false])
        let asking = ClientUnderTest(server, label: "v.1", port: 2)
        #expect(asking.allocate { $0.write(.requestedAddressFamily, [1, 0, 0, 0]) }.code == 440)
    }

    @Test func `pairs are made up too`() throws {
        let first = ClientUnderTest(server, label: "v.1", port: 1)
        let second = ClientUnderTest(server, label: "v.1", port: 2)
        let answer = first.allocate { $0.write(.evenPort, [0x80]) }
        let token = try #require(answer.token)
        let even = try #require(answer.relayed.first)

        #expect(even.port % 2 == 0)
        let neighbour = second.allocate { $0.write(.reservationToken, token) }
        #expect(neighbour.relayed == [even.withPort(even.port + 1)])
        _ = first.permit(endpoint)
        _ = second.permit(endpoint)
        let carriers = [first, second].compactMap {
            $0.send([1], to: endpoint).relayed?.path.carrier
        }
        #expect(Set(carriers).count == 2)
    }

    @Test func `numbers of shards never meet`() throws {
        var numbers: Set<UInt32> = []
        for shard in UInt32(0)..<3 {
            var ports = VirtualPorts(addresses: [endpoint], first: shard, step: 3)
            for _ in 0..<100 {
                numbers.insert(ports.makeCarrier { $0.number == 150 }.number)
            }
        }
        #expect(numbers.count == 300)
        #expect(!numbers.contains(150))
    }

    @Test func `a server without calls has real relays alone, whatever labels say`() {
        let server = ServerUnderTest { $0.virtualRelays = VirtualRelayConfiguration() }
        let client = ClientUnderTest(server, label: "v.smith")

        #expect(client.allocate().relayed.map(\.host) == ["203.0.113.9"])
        #expect(client.permit(.at("9.9.9.9")).isSuccess)
    }
}
