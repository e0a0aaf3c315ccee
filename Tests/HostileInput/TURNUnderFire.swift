import STUN
import TURN
import Wire

/// A TURN server in memory, with clients that know their way, strangers, peers and endpoints, all of
/// whose packets are damaged more often than not.
///
/// Every step is checked: answers are STUN messages, strangers get one at most and no more bytes
/// than the budget of RFC 8489 §16 leaves them here, and no port stays open without an allocation.
package struct TURNUnderFire {
    package private(set) var figures = HostileFigures()

    private let server: TURNServer
    private let slab = SendSlab()
    private let ports = NumberedPorts()
    private var clients: [FuzzedClient]
    private var numbers: SeededNumbers
    private var now = MonotonicTime(nanoseconds: 1_000_000_000)
    /// What was sent last, whole: replayed from other places.
    private var seen: [UInt8] = []

    private static let secret = Array("north".utf8)
    private static let endpoints = [
        SocketAddress(ipv4: 0x0808_0808, port: 50_000),
        SocketAddress(high: 0x2606_4700 << 32, low: 8, port: 50_000),
    ]
    private static let peers =
        endpoints + [
            SocketAddress(ipv4: 0x0101_0101, port: 1), SocketAddress(ipv4: 0x0101_0102, port: 0),
            SocketAddress(high: 0x2a00_1450 << 32, low: 2, port: 9),
            SocketAddress(ipv4: 0x7f00_0001, port: 22), SocketAddress(ipv4: 0, port: 0),
            SocketAddress(ipv4: 0xA9FE_A9FE, port: 80), SocketAddress(high: 0, low: 1, port: 3),
            SocketAddress(high: 0x0064_ff9b << 32, low: 0x7f00_0001, port: 3),
        ]

    package init(seed: UInt64) {
        numbers = SeededNumbers(seed: seed)
        var configuration = TURNConfiguration()
        configuration.users = ["alice": "in wonderland"]
        configuration.secret = Self.secret
        configuration.areRealRelaysOn = true
        configuration.virtualRelays = VirtualRelayConfiguration(
            addresses: Self.endpoints, peers: Self.endpoints)
        server = TURNServer(configuration: configuration, slab: slab, relays: ports)
        server.unixTime = 1_800_000_000
        slab.framing = server
        clients = (0..<48).map { index in
            let address = SocketAddress(ipv4: 0x5000_0001 + UInt32(index / 2), port: 4000)
            let carrier =
                index % 2 == 0 ? Carrier.udp : Carrier(.stream, number: UInt32(index))
            guard index % 8 != 0 else {
                return FuzzedClient(
                    path: NetworkPath(remote: address, carrier: carrier), name: "alice",
                    password: "in wonderland", isModern: index % 16 == 0)
            }
            let label = index % 3 == 0 ? "r.\(index)" : "v.\(index)"
            let credential = TimeLimitedCredential.make(
                label: label, expiresAt: 1_900_000_000, secret: Self.secret)
            return FuzzedClient(
                path: NetworkPath(remote: address, carrier: carrier), name: credential.username,
                password: credential.password, isModern: index % 5 == 0)
        }
    }

    /// Sends one packet, or lets time pass.
    ///
    /// - Throws: what the server did that it must not.
    package mutating func step() throws(HostileFailure) {
        now = now + .microseconds(numbers.below(20_000))
        switch numbers.below(64) {
        case 0...35: try sendFromClient()
        case 36...51: try sendFromStranger()
        case 52...57: sendFromPeer()
        case 58...61: sendFromEndpoint()
        default: passTime()
        }
        if let deadline = server.nextDeadline, deadline <= now { server.advance(to: now) }
        figures.mostAllocations = max(figures.mostAllocations, server.counters.allocations)
        slab.flush()
        _ = server.takeEndedVirtualRelays()  // As its owner does.
        // Two families an allocation, and a reserved port.
        guard ports.open.count <= 3 * max(server.counters.allocations, 1) + 64
        else { throw .leakedPorts(ports.open.count) }
    }

    private mutating func sendFromClient() throws(HostileFailure) {
        let index = numbers.below(clients.count)
        let relays = clients.compactMap(\.relayed)
        let message = clients[index].message(to: Self.peers + relays, &numbers)
        seen = message
        let packet = numbers.once(in: 3) ? Damage.apply(to: message, &numbers) : message
        deliver(packet, from: clients[index].path)
        for slot in slab.slots where slot.path == clients[index].path {
            let datagram = UnsafeRawBufferPointer(
                rebasing: slab.memory[slot.offset..<(slot.offset + slot.length)])
            guard datagram.first.map({ $0 < 4 }) == true else { continue }
            guard let answer = try? STUNMessage(decoding: datagram.bytes)
            else { throw .malformedAnswer(Array(datagram)) }
            clients[index].receive(answer, in: datagram.bytes)
            figures.answers += 1
        }
        figures.relayed += UInt64(slab.slots.count { $0.path.carrier.kind == .relay })
    }

    private mutating func sendFromStranger() throws(HostileFailure) {
        let packet =
            switch numbers.below(4) {
            case 0: Damage.madeUpMessage(&numbers)
            case 1: numbers.bytes(numbers.below(200))
            case 2: Damage.apply(to: seen, &numbers)
            default: seen
            }
        let source = SocketAddress(
            ipv4: 0x2000_0000 | UInt32(truncatingIfNeeded: numbers.next()) & 0x00ff_ffff,
            port: UInt16.random(in: 1...0xffff, using: &numbers))
        deliver(packet, from: NetworkPath(remote: source))
        guard let answer = slab.slots.first else { return }
        figures.challenges += 1
        let datagram = UnsafeRawBufferPointer(
            rebasing: slab.memory[answer.offset..<(answer.offset + answer.length)])
        guard let message = try? STUNMessage(decoding: datagram.bytes)
        else { throw .malformedAnswer(Array(datagram)) }
        let limit =
            message.method == .binding
            ? 1.5 : message.errorCode(in: datagram.bytes) == 401 ? 2.0 : 1.0
        // IPv4 and UDP headers are on the wire as well.
        let factor = Double(answer.length + 28) / Double(packet.count + 28)
        figures.worstAmplification = max(figures.worstAmplification, factor)
        guard slab.slots.count == 1, answer.path.remote == source, factor <= limit
        else { throw .amplification(factor, request: packet) }
    }

    private mutating func deliver(_ packet: [UInt8], from path: NetworkPath) {
        figures.packets += 1
        var packet = packet
        let first = packet.first ?? 0
        // What the owner has looked at; a stream's framing lets nothing else through either.
        guard packet.isEmpty || first < 4 || (64...127).contains(first) else { return }
        let length = packet.count
        packet.withUnsafeMutableBytes { bytes in
            let relayed = server.receive(
                bytes, from: path, over: path.carrier.kind == .stream ? .tcp : .udp, now: now)
            if let relayed {
                figures.relayed += 1
                precondition(relayed.payload.count <= length)
            }
        }
    }

    private mutating func sendFromPeer() {
        figures.packets += 1
        let carrier =
            numbers.once(in: 4)
            ? Carrier(.relay, number: UInt32(numbers.below(2000)))
            : ports.open.min { $0.carrier.rawValue < $1.carrier.rawValue }?.carrier
        guard let carrier else { return }
        let payload = numbers.bytes(numbers.below(1600))
        let peer = numbers.pick(Self.peers)
        payload.withUnsafeBytes { server.receive($0, fromPeer: peer, on: carrier, now: now) }
        figures.relayed += UInt64(slab.slots.count)
    }

    /// What the SFU would write for a client behind a virtual relay.
    private mutating func sendFromEndpoint() {
        figures.packets += 1
        let carrier = Carrier(
            .virtualRelay, number: UInt32(numbers.below(200)), peer: UInt8(numbers.below(16)))
        let path = NetworkPath(remote: Self.endpoints[0], carrier: carrier)
        let length = numbers.below(1500)
        slab.reserve(length, for: path).initializeMemory(as: UInt8.self, repeating: 7)
        slab.commit(length, to: path)
        figures.relayed += UInt64(slab.slots.count)
    }

    private mutating func passTime() {
        switch numbers.below(16) {
        case 0: now = now + .seconds(numbers.below(700))
        case 1: server.clientGone(numbers.pick(clients).path, now: now)
        case 2 where numbers.once(in: 8):
            server.revoke(user: "v.\(numbers.below(48))", now: now)
        default: now = now + .milliseconds(numbers.below(500))
        }
        server.advance(to: now)
    }
}
