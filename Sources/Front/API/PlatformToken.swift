import Clinic
import FoundationEssentials

/// A JWT that a platform has signed itself (RFC 7519, in the compact form of RFC 7515 §3.1).
///
/// In this order, each a reason to refuse: shape and size, algorithm, issuer, key, signature, and
/// only then what it says of audience, times and scopes. The algorithm is a key's property; the
/// header's has to agree with it.
struct PlatformToken {
    /// In bytes; headers of more are cut off by the doors as well.
    static let byteLimit = 8192

    private struct Header: Decodable {
        let alg: TokenAlgorithm
        let kid: String?
        /// Extensions that a reader has to know (RFC 7515 §4.1.11): none is.
        let crit: [String]?
        let b64: Bool?
    }

    private let header: Header
    private let claims: PlatformClaims
    private let signed: [UInt8]
    private let signature: [UInt8]

    /// `nil` for what cannot be such a token.
    init?(_ text: String) {
        guard text.utf8.count <= Self.byteLimit else { return nil }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3,
            let header = Self.decoded(Header.self, parts[0]), header.crit == nil,
            header.b64 == nil,
            let claims = Self.decoded(PlatformClaims.self, parts[1]),
            let signature = Base64URL.bytes(of: String(parts[2]))
        else { return nil }
        self.header = header
        self.claims = claims
        self.signature = signature
        signed = Array("\(parts[0]).\(parts[1])".utf8)
    }

    /// Who comes with it; `nil` for nobody.
    func caller(by keys: any APIKeyStore, at now: WallTime) async throws -> APICaller? {
        guard let trust = try await keys.trust(issuer: claims.issuer),
            let known = try? JSONDecoder().decode(
                TokenKeySet.self, from: Data(trust.keySet.utf8))
        else { return nil }
        let fitting = known.keys.filter { key in
            key.algorithm == header.alg && (header.kid == nil || key.id == header.kid)
        }
        guard fitting.contains(where: { $0.verifies(signature, of: signed) }) else { return nil }
        return claims.caller(by: trust, at: now)
    }

    private static func decoded<Value: Decodable>(
        _ type: Value.Type, _ part: Substring
    ) -> Value? {
        guard let bytes = Base64URL.bytes(of: String(part)), JSONDepth.isBearable(bytes) else {
            return nil
        }
        return try? JSONDecoder().decode(type, from: Data(bytes))
    }
}
