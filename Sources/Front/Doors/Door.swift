/// One listening address, and what may be spoken there.
package enum Door: Sendable {
    /// TLS, and media streams in the clear; clear HTTP is answered with a redirect.
    case secure(TLSIdentity)
    /// HTTP and media streams in the clear, for a proxy in front or for tests.
    case clear

    /// Whether browsers reach it by HTTPS.
    package var isSecure: Bool { identity != nil }

    var identity: TLSIdentity? {
        if case .secure(let identity) = self { identity } else { nil }
    }
}
