import STUN
import TURN
import Wire

/// A TURN client as browsers are ones: long-term credentials, MD5 and SHA-1.
final class ClientUnderTest {
    let server: ServerUnderTest
    let path: NetworkPath
    let name: String
    let password: String
    var nonce: [UInt8] = []
    var transaction: UInt64 = 0

    init(
        _ server: ServerUnderTest, port: UInt16 = 4711, name: String = "alice",
        password: String = "in wonderland", isOnStream: Bool = false
    ) {
        self.server = server
        self.name = name
        self.password = password
        path = NetworkPath(
            remote: SocketAddress(ipv4: 0xC000_0207, port: port),
            carrier: isOnStream ? Carrier(.stream, number: UInt32(port)) : .udp)
    }

    /// With a time-limited credential, good for an hour.
    convenience init(
        _ server: ServerUnderTest, label: String, port: UInt16 = 4711, isOnStream: Bool = false
    ) {
        let (name, password) = TimeLimitedCredential.make(
            label: label, expiresAt: server.server.unixTime + 3600,
            secret: ServerUnderTest.secret)
        self.init(server, port: port, name: name, password: password, isOnStream: isOnStream)
    }

    /// A request with credentials; a nonce is fetched first where there is none.
    func request(
        _ method: STUNMethod, _ attributes: (inout STUNMessageWriter) -> Void = { _ in }
    ) -> Answer {
        answer(to: bytes(of: method, attributes))
    }

    /// The same, not sent. Sent twice, it is a retransmission.
    func bytes(
        of method: STUNMethod, _ attributes: (inout STUNMessageWriter) -> Void = { _ in }
    ) -> [UInt8] {
        if nonce.isEmpty { nonce = answer(to: CredentialsUnderTest.bare()).nonce }
        transaction += 1
        let (name, realm) = (Array(name.utf8), Array("aorta".utf8))
        let key = LongTermKey.md5(name: name, realm: realm, password: Array(password.utf8))
        return Self.message(.request, method, transaction: transaction) { writer in
            attributes(&writer)
            writer.write(.username, name)
            writer.write(.realm, realm)
            writer.write(.nonce, nonce)
            writer.write(.sha1, key: key)
        }
    }

    func answer(to request: [UInt8]) -> Answer {
        let sent = server.receive(request, from: path).filter { $0.path == path }
        return Answer(sent.first?.bytes ?? [])
    }

    /// Sends a message that nobody answers.
    func indicate(
        _ method: STUNMethod, _ attributes: (inout STUNMessageWriter) -> Void
    ) -> (sent: [ServerUnderTest.Sent], relayed: ServerUnderTest.Sent?) {
        transaction += 1
        return server.receiveAll(
            Self.message(.indication, method, transaction: transaction, attributes), from: path)
    }

    static func message(
        _ messageClass: STUNClass, _ method: STUNMethod, transaction: UInt64,
        _ attributes: (inout STUNMessageWriter) -> Void
    ) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
            var writer = STUNMessageWriter(
                messageClass: messageClass, method: method,
                transactionID: TransactionID(high: 7, low: transaction),
                into: UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: 4096))
            attributes(&writer)
            count = writer.count
        }
    }
}

// The requests of RFC 8656.
extension ClientUnderTest {
    func allocate(_ attributes: (inout STUNMessageWriter) -> Void = { _ in }) -> Answer {
        request(.allocate) { writer in
            writer.write(.requestedTransport, [17, 0, 0, 0])
            attributes(&writer)
        }
    }

    func refresh(lifetime: UInt32? = nil, family: UInt8? = nil) -> Answer {
        request(.refresh) { writer in
            if let lifetime { writer.write(.lifetime, lifetime) }
            if let family { writer.write(.requestedAddressFamily, [family, 0, 0, 0]) }
        }
    }

    func permit(_ peers: SocketAddress...) -> Answer {
        request(.createPermission) { writer in
            for peer in peers { writer.writeXORAddress(.xorPeerAddress, peer) }
        }
    }

    func bind(_ number: UInt16, to peer: SocketAddress) -> Answer {
        request(.channelBind) { writer in
            writer.write(.channelNumber, UInt32(number) << 16)
            writer.writeXORAddress(.xorPeerAddress, peer)
        }
    }

    func send(
        _ payload: [UInt8], to peer: SocketAddress, isUnfragmented: Bool = false
    ) -> (sent: [ServerUnderTest.Sent], relayed: ServerUnderTest.Sent?) {
        indicate(.send) { writer in
            writer.writeXORAddress(.xorPeerAddress, peer)
            if isUnfragmented { writer.write(.dontFragment) }
            writer.write(.data, payload)
        }
    }

    func send(
        _ payload: [UInt8], on channel: UInt16, padding: Int = 0
    ) -> (sent: [ServerUnderTest.Sent], relayed: ServerUnderTest.Sent?) {
        let length = UInt16(payload.count)
        let head = [
            UInt8(channel >> 8), UInt8(channel & 255), UInt8(length >> 8), UInt8(length & 255),
        ]
        return server.receiveAll(
            head + payload + [UInt8](repeating: 0, count: padding), from: path)
    }
}

/// A response, taken apart.
struct Answer {
    let bytes: [UInt8]
    let message: STUNMessage?

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        message = try? STUNMessage(decoding: bytes.span.bytes)
    }

    var isSuccess: Bool { message?.messageClass == .success }
    /// 0 without an ERROR-CODE.
    var code: Int { message?.errorCode(in: bytes.span.bytes) ?? 0 }
    var reason: String { message?.errorReason(in: bytes.span.bytes) ?? "" }
    var nonce: [UInt8] { value(.nonce) ?? [] }
    var lifetime: UInt32? { value(.lifetime).map { $0.reduce(0) { $0 << 8 | UInt32($1) } } }
    var token: UInt64? { value(.reservationToken).map { $0.reduce(0) { $0 << 8 | UInt64($1) } } }
    var mapped: SocketAddress? { message?.xorMappedAddress(in: bytes.span.bytes) }
    /// In the order of the message.
    var relayed: [SocketAddress] { addresses(.xorRelayedAddress) }

    func value(_ type: STUNAttributeType) -> [UInt8]? {
        message?.first(type).map { Array(bytes[$0.value]) }
    }

    func addresses(_ type: STUNAttributeType) -> [SocketAddress] {
        (message?.attributes ?? []).filter { $0.type == type }.compactMap {
            message?.xorAddress(of: $0, in: bytes.span.bytes)
        }
    }

    /// Whether the integrity attribute was made with that user's key.
    func isSigned(by client: ClientUnderTest) -> Bool {
        let key = LongTermKey.md5(
            name: Array(client.name.utf8), realm: Array("aorta".utf8),
            password: Array(client.password.utf8))
        return message?.isIntact(in: bytes.span.bytes, key: key) ?? false
    }
}

extension SocketAddress {
    /// For tests: an address that is right because it stands in the test.
    static func at(_ text: String) -> SocketAddress {
        SocketAddress(text, defaultPort: 9) ?? SocketAddress(ipv4: 0, port: 0)
    }
}
