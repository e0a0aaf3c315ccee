import STUN
import TURN
import Wire

/// A client that answers challenges, and the server's authentication beside it.
struct CredentialsUnderTest {
    static let client = NetworkPath(remote: SocketAddress(ipv4: 0xC000_0207, port: 4711))
    static let now = MonotonicTime(nanoseconds: 1_000_000_000_000)
    static let unixTime: Int64 = 1_800_000_000

    let authentication: Authentication
    var name = "alice"
    var password = "in wonderland"
    var realm = "aorta"

    init(
        users: [String: String] = ["alice": "in wonderland", "bob": "builder"],
        secret: [UInt8]? = nil, realm: String = "aorta", defaultRelay: RelayKind = .virtual
    ) {
        authentication = Authentication(
            realm: realm, users: users, secret: secret, defaultRelay: defaultRelay)
        self.realm = realm
    }

    /// What a request is dressed in beside its own attributes.
    struct Dress {
        var nonce: [UInt8]
        var integrity = MessageIntegrity.sha1
        /// `nil`: an old client, which knows MD5 alone and doesn't say so.
        var algorithm: PasswordAlgorithm?
        var offer: [UInt8]?
        var hidesName = false
        var leavesOut: Set<STUNAttributeType> = []

        init(nonce: [UInt8]) {
            self.nonce = nonce
        }

        /// What RFC 8489 §9.2.3 asks of a client that knows SHA-256.
        static func modern(nonce: [UInt8]) -> Dress {
            var dress = Dress(nonce: nonce)
            dress.integrity = .sha256
            dress.algorithm = .sha256
            dress.offer = PasswordAlgorithm.offer
            return dress
        }
    }

    /// A request without credentials; an Allocate has REQUESTED-TRANSPORT and is 28 bytes long.
    static func bare(_ method: STUNMethod = .allocate, padding: Int = 0) -> [UInt8] {
        written(.request, method) { writer in
            if method == .allocate { writer.write(.requestedTransport, [17, 0, 0, 0]) }
            if padding > 0 { writer.write(.software, [UInt8](repeating: 0x20, count: padding)) }
        }
    }

    func request(_ dress: Dress) -> [UInt8] { request(.allocate, dress) }

    func request(_ method: STUNMethod, _ dress: Dress) -> [UInt8] {
        let (name, realm) = (Array(name.utf8), Array(realm.utf8))
        return Self.written(.request, method) { writer in
            if method == .allocate { writer.write(.requestedTransport, [17, 0, 0, 0]) }
            if dress.hidesName {
                writer.write(.userhash, LongTermKey.userhash(name: name, realm: realm))
            } else if !dress.leavesOut.contains(.username) {
                writer.write(.username, name)
            }
            if !dress.leavesOut.contains(.realm) { writer.write(.realm, realm) }
            if !dress.leavesOut.contains(.nonce) { writer.write(.nonce, dress.nonce) }
            if let algorithm = dress.algorithm {
                writer.write(.passwordAlgorithm, [0, UInt8(algorithm.rawValue), 0, 0])
            }
            if let offer = dress.offer { writer.write(.passwordAlgorithms, offer) }
            let key = (dress.algorithm ?? .md5).key(
                name: name, realm: realm, password: Array(password.utf8))
            writer.write(dress.integrity, key: key)
        }
    }

    func judge(
        _ request: [UInt8], from client: NetworkPath = Self.client,
        at time: Duration = .zero, unixTime: Int64 = Self.unixTime,
        existing: AuthenticatedUser? = nil
    ) throws -> AuthenticationVerdict {
        authentication.judge(
            try STUNMessage(decoding: request.span.bytes), in: request.span.bytes, from: client,
            unixTime: unixTime, now: Self.now + time, existing: existing)
    }

    /// A nonce by the usual way: a challenge to a bare Allocate request.
    func nonce(for client: NetworkPath = Self.client, at time: Duration = .zero) throws -> [UInt8] {
        try judge(Self.bare(), from: client, at: time).challenge?.nonce ?? []
    }

    static func written(
        _ messageClass: STUNClass, _ method: STUNMethod,
        _ write: (inout STUNMessageWriter) -> Void
    ) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 2048) { buffer, count in
            let memory = UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: 2048)
            var writer = STUNMessageWriter(
                messageClass: messageClass, method: method,
                transactionID: TransactionID(high: 1, low: 2), into: memory)
            write(&writer)
            count = writer.count
        }
    }
}

extension AuthenticationVerdict {
    var refusal: AuthenticationRefusal? {
        if case .refused(let refusal) = self { refusal } else { nil }
    }

    var challenge: AuthenticationChallenge? { refusal?.challenge }

    var user: AuthenticatedUser? {
        if case .authenticated(let user) = self { user } else { nil }
    }

    /// The response as it goes out; empty where there is none.
    var response: [UInt8] {
        guard let refusal else { return [] }
        return CredentialsUnderTest.written(.error, .allocate) { refusal.write(to: &$0) }
    }
}
