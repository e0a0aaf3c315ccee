internal import Crypto

/// Signs ``ToolToken``s, so that no store need know them: who has a new key has revoked them all.
///
/// A token's text is `claims.code`, both ``Base64URL``: the claims are
/// `1:publish,subscribe:1767225600:9f86d081884c7d65:bench-*`, with the expiry in seconds of Unix
/// time, and the code is their HMAC-SHA256 (RFC 2104).
package struct ToolTokenKey: Hashable, Sendable, PersonalData {
    /// Bytes that a key has at least.
    package static let minimumByteCount = 32
    /// Longer texts are no token.
    private static let textLimit = 512
    private static let form = "1"

    private let bytes: [UInt8]

    /// - Returns: `nil` for fewer than ``minimumByteCount`` bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count >= Self.minimumByteCount else { return nil }
        self.bytes = bytes
    }

    /// The text that a tool presents.
    package func text(of token: ToolToken) -> String {
        let scopes = ToolToken.Scope.allCases.filter(token.scopes.contains).map(\.rawValue)
        let claims = [
            Self.form, scopes.joined(separator: ","), "\(token.expiresAt.milliseconds / 1_000)",
            token.id, token.rooms.text,
        ].joined(separator: ":")
        let bytes = Array(claims.utf8)
        return Base64URL.text(of: bytes) + "." + Base64URL.text(of: code(of: bytes))
    }

    /// The token that this key has signed; whether it has expired, the caller looks.
    ///
    /// - Returns: `nil` for anything else, after a time that does not tell why.
    package func token(from text: String) -> ToolToken? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= Self.textLimit, parts.count == 2,
            let claims = Base64URL.bytes(of: String(parts[0])),
            let presented = Base64URL.bytes(of: String(parts[1])),
            constantTimeEqual(code(of: claims), presented)
        else { return nil }
        let fields = String(decoding: claims, as: UTF8.self)
            .split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard fields.count == 5, fields[0] == Self.form, let expiry = Int64(fields[2]),
            let rooms = ToolRoomPattern(fields[4])
        else { return nil }
        let scopes = fields[1].split(separator: ",").compactMap {
            ToolToken.Scope(rawValue: String($0))
        }
        let (milliseconds, overflow) = expiry.multipliedReportingOverflow(by: 1_000)
        guard !overflow else { return nil }
        return ToolToken(
            id: fields[3], scopes: Set(scopes), rooms: rooms,
            expiresAt: WallTime(milliseconds: milliseconds))
    }

    private func code(of claims: [UInt8]) -> [UInt8] {
        Array(
            HMAC<SHA256>.authenticationCode(for: claims, using: SymmetricKey(data: bytes)))
    }

    package var redacted: String { "ToolTokenKey" }
}
