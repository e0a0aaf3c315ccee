/// Why a DTLS connection came to nothing. None of them can be mended: the endpoint starts again.
package enum DTLSError: Error, Equatable, Sendable {
    /// OpenSSL could not make a key, a certificate or a context.
    case unavailable
    /// No common version, cipher or group, a bad signature, or no client certificate.
    case handshakeRefused
    /// Not connected 30 s after the first datagram.
    case timedOut
    /// The client offered none of our SRTP profiles (RFC 5764 §4.1.1).
    case noCommonProfile
    /// The client's certificate is not the one its description named (RFC 8122 §5).
    case fingerprintMismatch
}
