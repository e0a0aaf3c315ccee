internal import Crypto

/// A credential that both sides derive from a shared secret, good until a time that is written in
/// the name.
///
/// The name is `expiry:label`, the expiry in seconds since 1970. The password is the base64 of
/// HMAC-SHA1 of the name, keyed with the secret; coturn's `use-auth-secret` knows the same.
package struct TimeLimitedCredential: Equatable, Sendable {
    /// For USERNAME.
    package let username: String
    /// Seconds since 1970.
    package let expiresAt: Int64
    /// What follows the first colon. `v.…` asks for a virtual relay, `r.…` for a real one.
    package let label: Substring

    /// Makes a name and its password.
    package static func make(
        label: String, expiresAt: Int64, secret: [UInt8]
    ) -> (username: String, password: String) {
        let username = "\(expiresAt):\(label)"
        let password = password(of: username, secret: secret)
        return (username, String(decoding: password, as: UTF8.self))
    }

    /// - Returns: `nil` where the name doesn't begin with a time.
    init?(parsing username: String) {
        let parts = username.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let digits = parts.first, (1...18).contains(digits.utf8.count),
            digits.utf8.allSatisfy({ (48...57).contains($0) }), let expiresAt = Int64(digits)
        else { return nil }
        self.username = username
        self.expiresAt = expiresAt
        label = parts.count == 2 ? parts[1] : ""
    }

    /// `nil` where the label leaves it open.
    var relay: RelayKind? {
        if label.hasPrefix("v.") { return .virtual }
        return label.hasPrefix("r.") ? .real : nil
    }

    func password(_ secret: [UInt8]) -> [UInt8] {
        Self.password(of: username, secret: secret)
    }

    private static func password(of username: String, secret: [UInt8]) -> [UInt8] {
        let code = HMAC<Insecure.SHA1>.authenticationCode(
            for: Array(username.utf8), using: SymmetricKey(data: secret))
        return Base64.encode(Array(code))
    }
}
