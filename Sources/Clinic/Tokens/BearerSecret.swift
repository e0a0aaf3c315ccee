internal import Crypto

/// A random secret that whoever bears it is let in by: a join token, a call session's key, a
/// resume secret, a signed-in browser's cookie.
///
/// Shown once, never stored: stores keep its ``hash``.
package struct BearerSecret: Hashable, Sendable, PersonalData {
    /// 32 characters of ``Base64URL``: 192 random bits, of which 122 are asked for.
    package let text: String

    private static let byteCount = 24

    /// From the system's random generator.
    package static func random() -> Self {
        var generator = SystemRandomNumberGenerator()
        let words = [generator.next(), generator.next(), generator.next()]
        return Self(verified: Base64URL.text(of: words.flatMap(\.bigEndianBytes)))
    }

    /// - Parameter text: what a browser presents.
    /// - Returns: `nil` for what cannot be one of ours, before anything is hashed.
    package init?(text: String) {
        guard text.utf8.count == 32, Base64URL.bytes(of: text)?.count == Self.byteCount
        else { return nil }
        self.text = text
    }

    private init(verified text: String) {
        self.text = text
    }

    /// Plain SHA-256: a random secret needs no salt and no stretching.
    package var hash: SecretHash {
        SecretHash(bytes: Array(SHA256.hash(data: Array(text.utf8))))
    }

    /// Another secret that follows from this one, so that it needs no store: a cookie's CSRF token.
    ///
    /// - Parameter purpose: what it is for; other purposes give secrets that do not follow.
    package func derived(for purpose: String) -> BearerSecret {
        let code = HMAC<SHA256>.authenticationCode(
            for: Array(purpose.utf8), using: SymmetricKey(data: Array(text.utf8)))
        return Self(verified: Base64URL.text(of: Array(Array(code).prefix(Self.byteCount))))
    }

    /// Whether `presented` is this secret, in a time that does not tell how much of it agrees.
    package func matches(_ presented: String) -> Bool {
        constantTimeEqual(Array(text.utf8), Array(presented.utf8))
    }

    package var redacted: String { "BearerSecret" }
}
