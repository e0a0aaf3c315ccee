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

    /// Shards that fragments can name.
    package static let shardLimit = 64

    /// 42 and 144 bits of the system's randomness; RFC 8445 asks for 24 and 128.
    ///
    /// - Parameter shard: is told by the fragment's first character, so that a check that comes to
    ///   none in particular, as over TCP, finds it; below ``shardLimit``.
    package static func random(shard: Int = 0) -> ICECredentials {
        let name = String(decoding: [alphabet[shard]], as: UTF8.self)
        return ICECredentials(ufrag: name + characters(7), password: characters(24))
    }

    /// Which shard made `ufrag`, if this server did.
    package static func shard(ofUfrag ufrag: String) -> Int? {
        ufrag.utf8.first.flatMap { alphabet.firstIndex(of: $0) }
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
