/// What we say of our end of the one bundled transport. Answers add `setup:passive`, offers
/// `setup:actpass`: the server always waits for the browser's handshake.
package struct TransportDescription: Hashable, Sendable {
    package let ufrag: String
    package let password: String
    /// SHA-256 of our certificate as `AB:CD:…`.
    package let fingerprint: String
    /// Attributes without `a=`: `candidate:1 1 udp 2130706431 192.0.2.1 3478 typ host`.
    package let candidates: [String]

    package init(ufrag: String, password: String, fingerprint: String, candidates: [String]) {
        self.ufrag = ufrag
        self.password = password
        self.fingerprint = fingerprint
        self.candidates = candidates
    }
}

/// Shows no secret, should it ever meet a log.
extension TransportDescription: CustomStringConvertible {
    package var description: String { "TransportDescription(\(ufrag), …)" }
}
