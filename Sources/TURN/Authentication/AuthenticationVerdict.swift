import STUN

/// Whether a request is answered, and for whom.
package enum AuthenticationVerdict: Equatable, Sendable {
    case authenticated(AuthenticatedUser)
    /// An error response, written by ``AuthenticationRefusal/write(to:)``.
    case refused(AuthenticationRefusal)
    /// No answer: the source has had enough of them, or the request was too short.
    case silence
}

/// Who a request is from, and what its answer is signed with.
package struct AuthenticatedUser: Equatable, Sendable {
    /// As the configuration or USERNAME has it; USERHASH is resolved.
    package let name: String
    /// Of a time-limited name what follows the expiry; else the name.
    package let label: String
    /// Seconds since 1970; `nil` for users of the configuration.
    package let expiresAt: Int64?
    package let relay: RelayKind
    /// Of ``MessageIntegrity``.
    package let key: [UInt8]
    package let algorithm: PasswordAlgorithm
    /// Which attribute the request had, and its answer has.
    package let integrity: MessageIntegrity

    /// Writes the integrity attribute of an answer to this user's request.
    package func sign(_ response: inout STUNMessageWriter) {
        response.write(integrity, key: key)
    }
}

/// What an allocation's relayed address is.
package enum RelayKind: Sendable {
    /// Made up: the only peers are this server's own endpoints, reached in memory.
    case virtual
    /// A UDP port of its own.
    case real
}
