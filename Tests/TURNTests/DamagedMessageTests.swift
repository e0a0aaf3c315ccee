import STUN
import TURN
import Testing
import Wire

/// Whatever is wrong with a message: no trap, no allocation by accident, no long answer.
@Suite struct DamagedMessageTests {
    /// One of each request, as it is sent to a server of its own.
    static let methods: [STUNMethod] = [.allocate, .refresh, .createPermission, .channelBind]

    static func request(_ method: STUNMethod, of client: ClientUnderTest) -> [UInt8] {
        client.bytes(of: method) { writer in
            switch method {
            case .allocate:
                writer.write(.requestedTransport, [17, 0, 0, 0])
                writer.write(.evenPort, [0x80])
                writer.write(.lifetime, UInt32(900))
            case .refresh:
                writer.write(.lifetime, UInt32(900))
            default:
                writer.write(.channelNumber, UInt32(0x4001) << 16)
                writer.writeXORAddress(.xorPeerAddress, .at("9.9.9.9:1"))
            }
        }
    }

    @Test(arguments: methods)
    func `no truncation of a request does anything`(method: STUNMethod) {
        let server = ServerUnderTest()
        let client = ClientUnderTest(server)
        if method != .allocate { _ = client.allocate() }
        let request = Self.request(method, of: client)
        let before = server.server.counters.allocations

        for length in 0..<request.count {
            #expect(server.receive(Array(request.prefix(length)), from: client.path).isEmpty)
        }
        #expect(server.server.counters.allocations == before)
    }

    @Test(arguments: methods)
    func `no flipped bit of a request passes for the request`(method: STUNMethod) {
        let server = ServerUnderTest()
        let client = ClientUnderTest(server)
        if method != .allocate { _ = client.allocate() }
        let request = Self.request(method, of: client)
        let allocated = server.server.counters.allocated

        for bit in 0..<(request.count * 8) {
            // Another second, another fifty challenges.
            if bit % 25 == 0 { server.now = server.now + .seconds(1) }
            var damaged = request
            damaged[bit / 8] ^= 1 << UInt8(bit % 8)
            for answer in server.receive(damaged, from: client.path).map({ Answer($0.bytes) }) {
                #expect(
                    answer.message?.messageClass == .error || answer.message?.method == .binding)
                #expect(answer.bytes.count + 28 <= 2 * (request.count + 28))
            }
        }
        #expect(server.server.counters.allocated == allocated)
        #expect(client.answer(to: request).isSuccess)
    }

    @Test(arguments: [false, true])
    func `a damaged Send indication or ChannelData reaches nobody it may not`(isVirtual: Bool) {
        let server = ServerUnderTest()
        let client = ClientUnderTest(server, label: isVirtual ? "v.1" : "r.1")
        let peer = isVirtual ? ServerUnderTest.endpoints[0] : SocketAddress.at("9.9.9.9:1000")
        _ = client.allocate()
        #expect(client.bind(0x4000, to: peer).isSuccess)
        let indication = ClientUnderTest.message(.indication, .send, transaction: 1) { writer in
            writer.writeXORAddress(.xorPeerAddress, peer)
            writer.write(.data, [1, 2, 3, 4, 5])
        }
        for message in [indication, [0x40, 0, 0, 5, 1, 2, 3, 4, 5]] {
            for length in 0..<message.count {
                let outcome = server.receiveAll(Array(message.prefix(length)), from: client.path)
                #expect(outcome.sent.isEmpty && outcome.relayed == nil)
            }
            for bit in 0..<(message.count * 8) {
                var damaged = message
                damaged[bit / 8] ^= 1 << UInt8(bit % 8)
                let outcome = server.receiveAll(damaged, from: client.path)
                for datagram in outcome.sent where datagram.path != client.path {
                    #expect(datagram.path.remote.host == peer.host)
                    #expect(datagram.bytes.count <= 8)
                }
                #expect(outcome.relayed.map { $0.path.carrier.kind == .virtualRelay } ?? true)
            }
        }
    }

    @Test func `an empty datagram is nothing`() {
        let server = ServerUnderTest()
        #expect(server.receive([], from: CredentialsUnderTest.client).isEmpty)
    }
}
