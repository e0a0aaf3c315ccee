import STUN
import Wire

/// Who may use the server, and by which keys.
struct Credentials {
    let realm: [UInt8]
    /// Checked against in place of an unknown user's, so that both take the same time.
    let nobodysKey = (0..<16).map { _ in UInt8.random(in: .min ... .max) }

    private let secret: [UInt8]?
    private let defaultRelay: RelayKind
    private let users: [String: Keys]
    /// USERHASH → name.
    private let names: [[UInt8]: String]

    /// Of one user of the configuration.
    private struct Keys {
        let md5: [UInt8]
        let sha256: [UInt8]
    }

    /// USERNAME is shorter than 509 bytes (RFC 8489 §14.3).
    private static let nameLimit = 508

    init(realm: [UInt8], users: [String: String], secret: [UInt8]?, defaultRelay: RelayKind) {
        self.realm = realm
        self.secret = secret
        self.defaultRelay = defaultRelay
        var keys: [String: Keys] = [:]
        var names: [[UInt8]: String] = [:]
        for (name, password) in users {
            let (bytes, password) = (Array(name.utf8), Array(password.utf8))
            keys[name] = Keys(
                md5: LongTermKey.md5(name: bytes, realm: realm, password: password),
                sha256: LongTermKey.sha256(name: bytes, realm: realm, password: password))
            names[LongTermKey.userhash(name: bytes, realm: realm)] = name
        }
        self.users = keys
        self.names = names
    }

    /// Whom a request says it is from, with the key that it has to be signed with.
    ///
    /// - Parameter existing: spares the derivation of a key that is known.
    func user(
        of message: STUNMessage, in datagram: RawSpan, algorithm: PasswordAlgorithm,
        integrity: MessageIntegrity, existing: AuthenticatedUser?
    ) -> AuthenticatedUser? {
        guard let name = name(in: message, datagram) else { return nil }
        if let known = existing, known.name == name, known.algorithm == algorithm {
            return AuthenticatedUser(
                name: name, label: known.label, expiresAt: known.expiresAt, relay: known.relay,
                key: known.key, algorithm: algorithm, integrity: integrity)
        }
        if let keys = users[name] {
            return AuthenticatedUser(
                name: name, label: name, expiresAt: nil, relay: defaultRelay,
                key: algorithm == .md5 ? keys.md5 : keys.sha256, algorithm: algorithm,
                integrity: integrity)
        }
        guard let secret, let credential = TimeLimitedCredential(parsing: name) else { return nil }
        return AuthenticatedUser(
            name: name, label: String(credential.label), expiresAt: credential.expiresAt,
            relay: credential.relay ?? defaultRelay,
            key: algorithm.key(
                name: Array(name.utf8), realm: realm, password: credential.password(secret)),
            algorithm: algorithm, integrity: integrity)
    }

    private func name(in message: STUNMessage, _ datagram: RawSpan) -> String? {
        if let place = message.first(.username)?.value {
            guard place.count <= Self.nameLimit else { return nil }
            return String(validating: datagram.copy(place), as: UTF8.self)
        }
        return message.first(.userhash).flatMap { names[datagram.copy($0.value)] }
    }
}
