/// What the other side says of its end of the one bundled transport.
package struct RemoteTransport: Hashable, Sendable {
    package let ufrag: String
    package let password: String
    /// Always `sha-256` by now; others are refused.
    package let fingerprintAlgorithm: String
    /// The hash of its certificate, 32 bytes.
    package let fingerprint: [UInt8]
}

extension RemoteTransport {
    private static let algorithm = "sha-256"

    /// Reads what `section` says, else what stands before the first section.
    ///
    /// - Parameter section: the tagged one of the bundle (RFC 8843 §7.1.3), if any is alive.
    init(of section: MediaSection?, in session: SessionDescription) throws(SDPError) {
        // A section of its own has precedence (RFC 8839 §5.4).
        let attributes = (section?.attributes ?? []) + session.attributes
        guard let ufrag = attributes.value(of: "ice-ufrag"),
            let password = attributes.value(of: "ice-pwd")
        else { throw .noICECredentials }
        guard (4...256).contains(ufrag.utf8.count), (22...256).contains(password.utf8.count)
        else { throw .malformedICECredentials }
        guard !session.isLite else { throw .remoteIsLite }

        // Nothing said is what says an offer of old (RFC 4145 §4): who offers, begins.
        let setup = attributes.value(of: "setup") ?? "active"
        guard setup == "actpass" || setup == "active" else { throw .wrongSetup(setup) }

        let fingerprints = attributes.all("fingerprint").map(\.words).filter { $0.count >= 2 }
        guard let first = fingerprints.first else { throw .noFingerprint }
        guard let own = fingerprints.first(where: { $0[0].lowercased() == Self.algorithm })
        else { throw .unsupportedFingerprint(algorithm: String(first[0])) }
        let pairs = own[1].split(separator: ":", omittingEmptySubsequences: false)
        let bytes = pairs.compactMap { $0.utf8.count == 2 ? UInt8($0, radix: 16) : nil }
        guard bytes.count == 32, pairs.count == 32 else { throw .malformedFingerprint }

        self.ufrag = ufrag
        self.password = password
        fingerprintAlgorithm = Self.algorithm
        fingerprint = bytes
    }
}

/// Shows no secret, should it ever meet a log.
extension RemoteTransport: CustomStringConvertible {
    package var description: String { "RemoteTransport(\(ufrag), …)" }
}
