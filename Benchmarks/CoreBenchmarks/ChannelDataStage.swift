import HostileInput
import STUN
import TURN
import Wire

/// Takes ChannelData of a client to its peer, through a real relay without its socket.
final class ChannelDataStage: Stage {
    let name = "TURN ChannelData"
    private let server: TURNServer
    private let slab = SendSlab(byteCapacity: 512 * 1024)
    private let client = NetworkPath(remote: SocketAddress(ipv4: 0x5000_0001, port: 4_000))
    private let now = MonotonicTime(nanoseconds: 1_000_000_000)
    /// On channel 0x4000, of 1,000 bytes.
    private var message: [UInt8] = [0x40, 0x00, 0x03, 0xe8]

    init() throws {
        var configuration = TURNConfiguration()
        configuration.users = ["bench": "bench"]
        configuration.areRealRelaysOn = true
        configuration.defaultRelay = .real
        server = TURNServer(configuration: configuration, slab: slab, relays: NumberedPorts())
        server.unixTime = 1_800_000_000
        slab.framing = server
        message += [UInt8](repeating: 0xAA, count: 1_000)

        let realm = Array(configuration.realm.utf8)
        let name = Array("bench".utf8)
        let key = PasswordAlgorithm.md5.key(name: name, realm: realm, password: name)
        let nonce = try answer(to: request(.allocate) { _ in }, is: .error) ?? []
        let sign = { (writer: inout STUNMessageWriter) in
            writer.write(.username, name)
            writer.write(.realm, realm)
            writer.write(.nonce, nonce)
            writer.writeMessageIntegrity(key: key)
        }
        let allocate = request(.allocate) {
            $0.write(.requestedTransport, [17, 0, 0, 0])
            sign(&$0)
        }
        _ = try answer(to: allocate, is: .success)
        let bind = request(.channelBind) {
            $0.write(.channelNumber, 0x4000_0000 as UInt32)
            $0.writeXORAddress(
                .xorPeerAddress, SocketAddress(ipv4: 0x0808_0808, port: 50_000))
            sign(&$0)
        }
        _ = try answer(to: bind, is: .success)
    }

    private func request(
        _ method: STUNMethod, _ attributes: (inout STUNMessageWriter) -> Void
    ) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 512) { buffer, count in
            var writer = STUNMessageWriter(
                messageClass: .request, method: method,
                transactionID: TransactionID(
                    high: .random(in: 0 ... .max), low: .random(in: 0 ... .max)),
                into: UnsafeMutableRawBufferPointer(buffer))
            attributes(&writer)
            count = writer.count
        }
    }

    /// The answer's nonce, if it has one.
    private func answer(to request: [UInt8], is wanted: STUNClass) throws -> [UInt8]? {
        var request = request
        request.withUnsafeMutableBytes {
            _ = server.receive($0, from: client, over: .udp, now: now)
        }
        defer { slab.flush() }
        guard let slot = slab.slots.first else {
            throw StageFailure(description: "the TURN server does not answer")
        }
        let bytes = UnsafeRawBufferPointer(
            rebasing: slab.memory[slot.offset..<(slot.offset + slot.length)])
        let message = try STUNMessage(decoding: bytes.bytes)
        guard message.messageClass == wanted else {
            throw StageFailure(description: "the TURN server says \(message.messageClass)")
        }
        return message.first(.nonce).map { bytes.bytes.copy($0.value) }
    }

    func prepare() throws {
        slab.flush()
    }

    func run() {
        for _ in 0..<Lap.packets {
            message.withUnsafeMutableBytes {
                _ = server.receive($0, from: client, over: .udp, now: now)
            }
        }
        precondition(slab.slots.count == Lap.packets)
    }
}
