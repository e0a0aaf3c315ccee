/// One side's user name fragment and password (RFC 8445 §5.3).
package struct ICECredentials: Hashable, Sendable {
    package let ufrag: String
    package let password: String
    /// The password as MESSAGE-INTEGRITY's key.
    package let key: [UInt8]

    package init(ufrag: String, password: String) {
        self.ufrag = ufrag
        self.password = password
        key = Array(password.utf8)
    }

    /// 48 and 144 bits of the system's randomness; RFC 8445 asks for 24 and 128.
    package static func random() -> ICECredentials {
        ICECredentials(ufrag: characters(8), password: characters(24))
    }

    /// ice-char (RFC 8839 §5.4).
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    private static func characters(_ count: Int) -> String {
        var random = SystemRandomNumberGenerator()
        let bytes = (0..<count).map { _ in
            alphabet[Int(random.next() as UInt64 % UInt64(alphabet.count))]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Shows no secret, should it ever meet a log.
extension ICECredentials: CustomStringConvertible {
    package var description: String { "ICECredentials(\(ufrag), …)" }
}
