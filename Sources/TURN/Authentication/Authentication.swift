import STUN
import Wire

/// Decides who sent a request: the long-term credential mechanism (RFC 8489 §9.2) for users of the
/// configuration and for time-limited names.
///
/// Keeps nothing of strangers: nonces carry their own proof, and the table that limits challenges
/// has a fixed size.
package final class Authentication {
    private let credentials: Credentials
    private let nonces: NonceMint
    private let features: NonceFeatures
    private var limit = ChallengeLimit()

    /// - Parameters:
    ///   - realm: at most ``realmLimit`` bytes, or some clients' first request is too short for an
    ///     answer that may be only twice as long.
    ///   - users: passwords by name.
    ///   - secret: of time-limited credentials; `nil` where there are none.
    ///   - defaultRelay: for static users, and where a label doesn't say.
    package init(
        realm: String, users: [String: String], secret: [UInt8]?, defaultRelay: RelayKind
    ) {
        credentials = Credentials(
            realm: Array(realm.utf8), users: users, secret: secret, defaultRelay: defaultRelay)
        nonces = NonceMint()
        // Names made up by others can't be found by their hash.
        features = secret == nil ? [.passwordAlgorithms, .userAnonymity] : .passwordAlgorithms
    }

    /// The longest realm with which a bare Allocate request is answered, in bytes.
    package static let realmLimit = 24

    /// Runs the checks of RFC 8489 §9.2.4 on a request.
    ///
    /// - Parameters:
    ///   - message: a request other than Binding, decoded from `datagram`.
    ///   - client: where it came from; challenges are bound to it.
    ///   - unixTime: seconds since 1970, for time-limited names.
    ///   - existing: whose allocation the client's 5-tuple has. Its credential's time isn't looked
    ///     at again, and nobody else's is taken.
    package func judge(
        _ message: STUNMessage, in datagram: RawSpan, from client: NetworkPath, unixTime: Int64,
        now: MonotonicTime, existing: AuthenticatedUser?
    ) -> AuthenticationVerdict {
        let request = ChallengedRequest(
            byteCount: datagram.byteCount, hasFingerprint: message.first(.fingerprint) != nil,
            client: client, receivedAt: now)
        guard let integrity = message.integrity else {
            return challenge(request, reason: "Unauthorized")
        }
        guard message.first(.username) != nil || message.first(.userhash) != nil,
            message.first(.realm) != nil, let nonce = message.first(.nonce)?.value
        else { return refuse(request, .badRequest, "Credentials incomplete") }
        let claim = nonces.inspect(nonce, in: datagram, of: client, now: now)
        guard let algorithm = agreedAlgorithm(message, in: datagram, features: claim.features)
        else { return refuse(request, .badRequest, "Password algorithm not as offered") }

        let user = credentials.user(
            of: message, in: datagram, algorithm: algorithm, integrity: integrity,
            existing: existing)
        let key = user?.key ?? credentials.nobodysKey
        guard message.isIntact(in: datagram, key: key, by: integrity), let user else {
            return challenge(request, reason: "Wrong user name or password")
        }
        guard claim.isValid else {
            let reason = request.affordable("Stale nonce", beside: length(features))
            let challenge = makeChallenge(request, features)
            return .refused(
                AuthenticationRefusal(.staleNonce, reason: reason, challenge: challenge))
        }
        if let existing {
            guard existing.name == user.name else {
                return refuse(request, .wrongCredentials, "Another user's allocation", to: user)
            }
        } else if message.method == .allocate, let expiresAt = user.expiresAt,
            expiresAt <= unixTime
        {
            return challenge(request, reason: "Credential expired")
        }
        return .authenticated(user)
    }

    /// What the client may have agreed to, against an attacker who takes the better algorithm out
    /// of the offer (§9.2.4).
    ///
    /// - Parameter features: what the nonce that came back said when it was made, or pretends to.
    private func agreedAlgorithm(
        _ message: STUNMessage, in datagram: RawSpan, features: NonceFeatures
    ) -> PasswordAlgorithm? {
        let offer = message.first(.passwordAlgorithms)?.value
        guard offer != nil || message.first(.passwordAlgorithm) != nil else { return .md5 }
        guard features.contains(.passwordAlgorithms), let offer,
            datagram.copy(offer) == PasswordAlgorithm.offer
        else { return nil }
        return message.passwordAlgorithm(in: datagram)
    }
}

// Answers.
extension Authentication {
    /// 401 with a fresh nonce, where the budget of the source and the size of the request allow it.
    private func challenge(_ request: ChallengedRequest, reason: String) -> AuthenticationVerdict {
        let features =
            length(self.features) <= request.challengeCapacity ? self.features : NonceFeatures()
        guard length(features) <= request.challengeCapacity,
            limit.admits(request.client, now: request.receivedAt)
        else { return .silence }
        let room = request.challengeCapacity - length(features)
        return .refused(
            AuthenticationRefusal(
                .unauthenticated, reason: reason.utf8.count <= room ? reason : "",
                challenge: makeChallenge(request, features)))
    }

    /// - Parameter user: who gets a signed answer.
    private func refuse(
        _ request: ChallengedRequest, _ code: AuthenticationRefusal.Code, _ reason: String,
        to user: AuthenticatedUser? = nil
    ) -> AuthenticationVerdict {
        let bare = 28 + (user?.integrity.attributeLength ?? 0)
        guard request.affords(bare) else { return .silence }
        return .refused(
            AuthenticationRefusal(
                code, reason: request.affordable(reason, beside: bare), signedFor: user))
    }

    private func makeChallenge(
        _ request: ChallengedRequest, _ features: NonceFeatures
    ) -> AuthenticationChallenge {
        AuthenticationChallenge(
            realm: credentials.realm,
            nonce: nonces.make(features, for: request.client, now: request.receivedAt),
            offersAlgorithms: features.contains(.passwordAlgorithms))
    }

    /// Of an answer with a challenge and without a reason phrase, in bytes.
    private func length(_ features: NonceFeatures) -> Int {
        let realm = 4 + (credentials.realm.count + 3) & ~3
        let algorithms = features.contains(.passwordAlgorithms) ? 12 : 0
        return 28 + realm + 4 + NonceMint.length + algorithms
    }
}

/// What the size and the limit of an answer depend on.
private struct ChallengedRequest {
    let byteCount: Int
    /// Then the answer has one too.
    let hasFingerprint: Bool
    let client: NetworkPath
    let receivedAt: MonotonicTime

    /// IPv4 and UDP headers, which count on the wire.
    private static let headers = 28

    /// Who speaks over a stream has shown that the address is theirs; others are answered with at
    /// most twice of what they spent.
    var challengeCapacity: Int {
        guard client.carrier.kind != .stream else { return .max }
        return 2 * (byteCount + Self.headers) - Self.headers - fingerprintLength
    }

    private var fingerprintLength: Int { hasFingerprint ? 8 : 0 }

    /// Whether an answer of `length` bytes, FINGERPRINT aside, isn't longer than the request.
    func affords(_ length: Int) -> Bool {
        client.carrier.kind == .stream || length + fingerprintLength <= byteCount
    }

    /// `reason`, or nothing where there is no room for it.
    func affordable(_ reason: String, beside length: Int) -> String {
        affords(length + (reason.utf8.count + 3) & ~3) ? reason : ""
    }
}
