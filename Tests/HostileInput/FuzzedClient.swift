import STUN
import Wire

/// A client that knows its way: it answers challenges, allocates and relays, so that damage to what
/// it sends reaches all of the server.
struct FuzzedClient {
    let path: NetworkPath
    let name: String
    /// Whether it chooses SHA-256.
    let isModern: Bool
    private(set) var relayed: SocketAddress?
    private var nonce: [UInt8] = []
    private let key: [UInt8]

    private static let realm = Array("aorta".utf8)

    init(path: NetworkPath, name: String, password: String, isModern: Bool) {
        self.path = path
        self.name = name
        self.isModern = isModern
        let algorithm = isModern ? PasswordAlgorithm.sha256 : .md5
        key = algorithm.key(
            name: Array(name.utf8), realm: Self.realm, password: Array(password.utf8))
    }

    /// Takes in what the server answered.
    mutating func receive(_ answer: STUNMessage, in datagram: RawSpan) {
        if let value = answer.first(.nonce)?.value { nonce = datagram.copy(value) }
        if answer.messageClass == .success, let attribute = answer.first(.xorRelayedAddress) {
            relayed = answer.xorAddress(of: attribute, in: datagram)
        }
    }

    /// A well-formed message, of the kinds that clients send.
    ///
    /// - Parameter peers: some of which the server refuses.
    func message(to peers: [SocketAddress], _ numbers: inout SeededNumbers) -> [UInt8] {
        let peer = numbers.pick(peers)
        let channel = UInt16(0x4000 + numbers.below(6))
        let payload = numbers.bytes(numbers.pick([0, 1, 2, 3, 20, 100, 1200, 1490]))
        switch numbers.below(12) {
        case 0, 1: return allocate(&numbers)
        case 2: return refresh(&numbers)
        case 3, 4:
            return signed(.createPermission, &numbers) { $0.writeXORAddress(.xorPeerAddress, peer) }
        case 5, 6:
            return signed(.channelBind, &numbers) { writer in
                writer.write(.channelNumber, UInt32(channel) << 16)
                writer.writeXORAddress(.xorPeerAddress, peer)
            }
        case 7:
            return written(.request, .binding, &numbers) { _ in }
        case 8, 9:
            return written(.indication, .send, &numbers) { writer in
                writer.writeXORAddress(.xorPeerAddress, peer)
                writer.write(.data, payload)
            }
        default:
            return [
                UInt8(channel >> 8), UInt8(channel & 0xff), UInt8(payload.count >> 8),
                UInt8(payload.count & 0xff),
            ] + payload + [UInt8](repeating: 0, count: -payload.count & 3)
        }
    }

    private func allocate(_ numbers: inout SeededNumbers) -> [UInt8] {
        let wish = numbers.below(8)
        let token = numbers.next()
        return signed(.allocate, &numbers) { writer in
            writer.write(.requestedTransport, [17, 0, 0, 0])
            switch wish {
            case 0: writer.write(.evenPort, [0x80])
            case 1: writer.write(.evenPort, [0])
            case 2: writer.write(.additionalAddressFamily, [2, 0, 0, 0])
            case 3: writer.write(.requestedAddressFamily, [2, 0, 0, 0])
            case 4: writer.write(.reservationToken, token)
            case 5: writer.write(.lifetime, UInt32(truncatingIfNeeded: token))
            case 6: writer.write(.dontFragment)
            default: break
            }
        }
    }

    private func refresh(_ numbers: inout SeededNumbers) -> [UInt8] {
        let lifetime = numbers.pick([0, 1, 600, 3600, .max] as [UInt32])
        return signed(.refresh, &numbers) { $0.write(.lifetime, lifetime) }
    }

    private func signed(
        _ method: STUNMethod, _ numbers: inout SeededNumbers,
        _ attributes: (inout STUNMessageWriter) -> Void
    ) -> [UInt8] {
        written(.request, method, &numbers) { writer in
            attributes(&writer)
            guard !nonce.isEmpty else { return }
            writer.write(.username, Array(name.utf8))
            writer.write(.realm, Self.realm)
            writer.write(.nonce, nonce)
            if isModern {
                writer.write(.passwordAlgorithm, [0, 2, 0, 0])
                writer.write(.passwordAlgorithms, PasswordAlgorithm.offer)
            }
            writer.write(isModern ? .sha256 : .sha1, key: key)
        }
    }

    private func written(
        _ messageClass: STUNClass, _ method: STUNMethod, _ numbers: inout SeededNumbers,
        _ attributes: (inout STUNMessageWriter) -> Void
    ) -> [UInt8] {
        let transactionID = TransactionID(
            high: UInt32(truncatingIfNeeded: numbers.next()), low: numbers.next())
        return [UInt8](unsafeUninitializedCapacity: 2048) { buffer, count in
            let memory = UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: 2048)
            var writer = STUNMessageWriter(
                messageClass: messageClass, method: method, transactionID: transactionID,
                into: memory)
            attributes(&writer)
            count = writer.count
        }
    }
}
