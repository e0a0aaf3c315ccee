import STUN

/// An error response to a request that isn't authenticated, or not for this allocation.
package struct AuthenticationRefusal: Equatable, Sendable {
    /// RFC 8489 §14.8 and RFC 8656 §19.
    package enum Code: Int, Sendable {
        case badRequest = 400
        case unauthenticated = 401
        case staleNonce = 438
        case wrongCredentials = 441
    }

    package let code: Code
    /// Empty where it would make the answer longer than the request warrants.
    package let reason: String
    /// With 401 and 438.
    package let challenge: AuthenticationChallenge?
    /// Who shares a key with this server; `nil` for strangers.
    package let user: AuthenticatedUser?

    init(
        _ code: Code, reason: String, challenge: AuthenticationChallenge? = nil,
        signedFor user: AuthenticatedUser? = nil
    ) {
        self.code = code
        self.reason = reason
        self.challenge = challenge
        self.user = user
    }

    /// Writes all attributes of the response; the caller has written its header.
    package func write(to response: inout STUNMessageWriter) {
        response.writeErrorCode(code.rawValue, reason: reason)
        if let challenge {
            response.write(.realm, challenge.realm)
            response.write(.nonce, challenge.nonce)
            if challenge.offersAlgorithms {
                response.write(.passwordAlgorithms, PasswordAlgorithm.offer)
            }
        }
        user?.sign(&response)
    }
}

/// What a client needs to try again with credentials (RFC 8489 §9.2.4).
package struct AuthenticationChallenge: Equatable, Sendable {
    package let realm: [UInt8]
    package let nonce: [UInt8]
    package let offersAlgorithms: Bool
}
