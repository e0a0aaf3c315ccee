import STUN
import TURN
import Wire

/// A TURN server with made-up ports, and the datagrams that it sends.
final class ServerUnderTest {
    static let start = MonotonicTime(nanoseconds: 1_000_000_000_000)
    static let unixTime: Int64 = 1_800_000_000
    static let secret = Array("hush".utf8)
    /// Where this server's endpoints are reached.
    static let endpoints = ["198.51.100.1:3478", "[2001:db8::1]:3478", "198.51.100.1:443"]
        .compactMap { SocketAddress($0) }

    /// A datagram that left, or would have.
    struct Sent: Equatable {
        let bytes: [UInt8]
        let path: NetworkPath
    }

    let server: TURNServer
    let slab = SendSlab()
    let ports = PortsUnderTest()
    var now = ServerUnderTest.start

    init(_ configure: (inout TURNConfiguration) -> Void = { _ in }) {
        var configuration = TURNConfiguration()
        configuration.users = ["alice": "in wonderland", "bob": "builder"]
        configuration.secret = Self.secret
        configuration.defaultRelay = .real
        configuration.areRealRelaysOn = true
        configuration.virtualRelays = VirtualRelayConfiguration(
            addresses: [SocketAddress(ipv4: 0xC633_6401, port: 0), Self.endpoints[1]],
            peers: Self.endpoints)
        configure(&configuration)
        server = TURNServer(configuration: configuration, slab: slab, relays: ports)
        server.unixTime = Self.unixTime
        slab.framing = server
    }

    /// Hands in what a client sent; returns what left the server since, and what is for endpoints.
    @discardableResult
    func receive(_ bytes: [UInt8], from client: NetworkPath) -> [Sent] {
        receiveAll(bytes, from: client).sent
    }

    func receiveAll(
        _ bytes: [UInt8], from client: NetworkPath
    ) -> (sent: [Sent], relayed: Sent?) {
        var bytes = bytes
        let transport: ClientTransport = client.carrier.kind == .stream ? .tcp : .udp
        let relayed = bytes.withUnsafeMutableBytes { message in
            server.receive(message, from: client, over: transport, now: now).map {
                Sent(bytes: Array($0.payload), path: $0.path)
            }
        }
        return (takeSent(), relayed)
    }

    /// A datagram to a real relay's port.
    func receive(_ bytes: [UInt8], fromPeer peer: SocketAddress, on relay: Carrier) -> [Sent] {
        bytes.withUnsafeBytes { server.receive($0, fromPeer: peer, on: relay, now: now) }
        return takeSent()
    }

    /// What an endpoint sends to a client of a virtual relay.
    func send(_ bytes: [UInt8], to path: NetworkPath) -> [Sent] {
        slab.reserve(bytes.count, for: path).copyBytes(from: bytes)
        slab.commit(bytes.count, to: path)
        return takeSent()
    }

    func takeSent() -> [Sent] {
        let sent = slab.slots.map { slot in
            Sent(
                bytes: Array(slab.memory[slot.offset..<(slot.offset + slot.length)]),
                path: slot.path)
        }
        slab.flush()
        return sent
    }

    /// Lets time pass, as an owner does: by way of the deadlines in between.
    func advance(_ interval: Duration) {
        let end = now + interval
        while let deadline = server.nextDeadline, deadline <= end {
            now = max(now, deadline)
            server.advance(to: now)
        }
        now = end
        server.advance(to: now)
    }
}

/// Relay ports that nobody has bound: 203.0.113.9 and 2001:db8:9::9, from 50,000 upward.
final class PortsUnderTest: RelayPorts {
    static let hosts: [RelayFamily: SocketAddress] = [
        .ipv4: SocketAddress(ipv4: 0xCB00_7109, port: 0),
        .ipv6: SocketAddress(high: 0x2001_0db8_0009_0000, low: 9, port: 0),
    ]

    var families: Set<RelayFamily> = [.ipv4, .ipv6]
    var isFull = false
    private(set) var open: Set<RelayPort> = []
    private(set) var unfragmented: [[UInt8]] = []
    private var nextPort: UInt16 = 50_001
    private var nextNumber: UInt32 = 0

    func open(_ kind: RelayPortKind, family: RelayFamily) -> [RelayPort]? {
        guard !isFull, families.contains(family), let host = Self.hosts[family] else { return nil }
        if kind != .any { nextPort += nextPort & 1 }
        return (0..<(kind == .pair ? 2 : 1)).map { _ in
            let port = RelayPort(
                carrier: Carrier(.relay, number: nextNumber), address: host.withPort(nextPort))
            nextPort += 1
            nextNumber += 1
            open.insert(port)
            return port
        }
    }

    func close(_ port: RelayPort) {
        open.remove(port)
    }

    func sendUnfragmented(
        _ payload: UnsafeRawBufferPointer, to peer: SocketAddress, from port: RelayPort
    ) -> Bool {
        unfragmented.append(Array(payload))
        return true
    }

    func carrier(of address: SocketAddress) -> Carrier? {
        open.first { $0.address == address }?.carrier
    }
}
