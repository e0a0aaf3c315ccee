internal import Crypto
internal import CryptoExtras

/// How a platform signs its tokens (RFC 7518 §3.1). There is no `none`, and no other.
package enum TokenAlgorithm: String, Hashable, Sendable, CaseIterable, Codable {
    case hs256 = "HS256"
    case rs256 = "RS256"
    case es256 = "ES256"
}

/// One key of a platform's JWK Set (RFC 7517): the public half, or the secret that it shares.
///
/// What a key is decides how it checks: no token can ask for another algorithm.
package struct TokenKey: Sendable, Decodable {
    /// Which of its keys a platform has signed with; `nil`: it has not named it.
    package let id: String?
    package let algorithm: TokenAlgorithm
    private let material: Material

    private enum Material: Sendable {
        case secret([UInt8])
        /// Modulus and exponent, big-endian.
        case rsa([UInt8], [UInt8])
        /// X and Y on P-256, 32 bytes each.
        case curve([UInt8], [UInt8])
    }

    /// Shorter secrets can be guessed (RFC 7518 §3.2).
    private static let secretBytes = 32
    /// 2048 bits at least (RFC 7518 §3.3), 8192 at most: more only costs.
    private static let modulusBytes = 256...1024
    private static let coordinateBytes = 32

    private enum CodingKeys: String, CodingKey {
        case kty, kid, alg, use, k, n, e, crv, x, y
    }

    /// - Throws: `DecodingError`, in words for who wrote the file.
    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        func bytes(_ key: CodingKeys) throws -> [UInt8] {
            guard let bytes = Base64URL.bytes(of: try fields.decode(String.self, forKey: key))
            else {
                throw DecodingError.dataCorruptedError(
                    forKey: key, in: fields, debugDescription: "is not base64url without padding")
            }
            return bytes
        }
        func refuse(_ key: CodingKeys, _ words: String) -> DecodingError {
            .dataCorruptedError(forKey: key, in: fields, debugDescription: words)
        }
        id = try fields.decodeIfPresent(String.self, forKey: .kid)
        switch try fields.decode(String.self, forKey: .kty) {
        case "oct":
            let secret = try bytes(.k)
            guard secret.count >= Self.secretBytes else {
                throw refuse(.k, "needs 32 bytes or more")
            }
            (algorithm, material) = (.hs256, .secret(secret))
        case "RSA":
            let modulus = Array(try bytes(.n).drop { $0 == 0 })
            guard Self.modulusBytes.contains(modulus.count) else {
                throw refuse(.n, "needs 2048 to 8192 bits")
            }
            (algorithm, material) = (.rs256, .rsa(modulus, try bytes(.e)))
        case "EC":
            guard try fields.decode(String.self, forKey: .crv) == "P-256" else {
                throw refuse(.crv, "is not P-256")
            }
            let (x, y) = (try bytes(.x), try bytes(.y))
            guard x.count == Self.coordinateBytes, y.count == Self.coordinateBytes else {
                throw refuse(.x, "and y have 32 bytes each")
            }
            (algorithm, material) = (.es256, .curve(x, y))
        default:
            throw refuse(.kty, "is none of oct, RSA, EC")
        }
        if let named = try fields.decodeIfPresent(String.self, forKey: .alg),
            named != algorithm.rawValue
        {
            throw refuse(.alg, "does not go with kty: only HS256, RS256 and ES256 are taken")
        }
        if let use = try fields.decodeIfPresent(String.self, forKey: .use), use != "sig" {
            throw refuse(.use, "is not sig")
        }
        guard isUsable else { throw refuse(.kty, "describes no key") }
    }

    /// Whether `signature` was made of `signed` with this key.
    package func verifies(_ signature: [UInt8], of signed: [UInt8]) -> Bool {
        switch material {
        case .secret(let secret):
            return HMAC<SHA256>.isValidAuthenticationCode(
                signature, authenticating: signed, using: SymmetricKey(data: secret))
        case .rsa(let modulus, let exponent):
            guard let key = try? _RSA.Signing.PublicKey(n: modulus, e: exponent) else {
                return false
            }
            return key.isValidSignature(
                _RSA.Signing.RSASignature(rawRepresentation: signature),
                for: SHA256.hash(data: signed), padding: .insecurePKCS1v1_5)
        case .curve(let x, let y):
            guard let key = try? P256.Signing.PublicKey(x963Representation: [4] + x + y),
                let parsed = try? P256.Signing.ECDSASignature(rawRepresentation: signature)
            else { return false }
            return key.isValidSignature(parsed, for: SHA256.hash(data: signed))
        }
    }

    private var isUsable: Bool {
        switch material {
        case .secret: true
        case .rsa(let modulus, let exponent):
            (try? _RSA.Signing.PublicKey(n: modulus, e: exponent)) != nil
        case .curve(let x, let y):
            (try? P256.Signing.PublicKey(x963Representation: [4] + x + y)) != nil
        }
    }
}

/// A JWK Set: 1 to ``keyLimit`` keys.
package struct TokenKeySet: Sendable, Decodable {
    package static let keyLimit = 16

    package let keys: [TokenKey]

    private enum CodingKeys: String, CodingKey { case keys }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        keys = try fields.decode([TokenKey].self, forKey: .keys)
        guard (1...Self.keyLimit).contains(keys.count) else {
            throw DecodingError.dataCorruptedError(
                forKey: .keys, in: fields,
                debugDescription: "has 1 to \(Self.keyLimit) entries")
        }
    }
}
