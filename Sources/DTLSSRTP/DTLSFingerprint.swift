/// The hash of a certificate, as SDP carries it in a=fingerprint (RFC 8122 §5).
package struct DTLSFingerprint: Hashable, Sendable {
    /// The hashes that are read; ours is always SHA-256.
    package enum Algorithm: String, Hashable, Sendable, CaseIterable {
        case sha256 = "sha-256"
        case sha384 = "sha-384"
        case sha512 = "sha-512"

        /// Bytes of the hash.
        package var length: Int {
            switch self {
            case .sha256: 32
            case .sha384: 48
            case .sha512: 64
            }
        }
    }

    package let algorithm: Algorithm
    package let bytes: [UInt8]

    /// - Returns: `nil` where the number of bytes is not the algorithm's.
    package init?(_ algorithm: Algorithm = .sha256, bytes: [UInt8]) {
        guard bytes.count == algorithm.length else { return nil }
        self.algorithm = algorithm
        self.bytes = bytes
    }

    /// Reads an attribute's two words, such as `sha-256` and `AB:CD:…`, in any case of letters.
    ///
    /// - Returns: `nil` for an algorithm not known here, or bytes that cannot be read.
    package init?(algorithm name: String, text: String) {
        guard let algorithm = Algorithm(rawValue: name.lowercased()) else { return nil }
        let words = text.split(separator: ":", omittingEmptySubsequences: false)
        let bytes = words.compactMap { word -> UInt8? in
            guard word.utf8.count == 2, word.allSatisfy(\.isHexDigit) else { return nil }
            return UInt8(word, radix: 16)
        }
        guard bytes.count == words.count else { return nil }
        self.init(algorithm, bytes: bytes)
    }

    /// The bytes alone, as SDP writes them: `AB:CD:…`.
    package var text: String {
        bytes.map { byte in
            let digits = String(byte, radix: 16, uppercase: true)
            return digits.count == 1 ? "0" + digits : digits
        }.joined(separator: ":")
    }
}
