/// A hospital's word that tokens of its platform's own making are good for the API.
package struct PlatformTrust: Hashable, Sendable {
    /// Longer sets of keys, issuers and audiences are refused, in bytes.
    package static let keySetLimit = 65_536
    package static let nameLimit = 255

    package let hospital: HospitalID
    /// The tokens' `iss`: one hospital's alone.
    package let issuer: String
    /// What has to be among the tokens' `aud`.
    package let audience: String
    /// The JWK Set, as its file has it; ``TokenKeySet`` reads it.
    package let keySet: String
    /// What its tokens can be good for at most.
    package let scopes: Set<APIScope>

    package init(
        hospital: HospitalID, issuer: String, audience: String, keySet: String,
        scopes: Set<APIScope>
    ) {
        self.hospital = hospital
        self.issuer = issuer
        self.audience = audience
        self.keySet = keySet
        self.scopes = scopes.intersection(APIScope.ofOneHospital)
    }
}

/// What a platform's token says (RFC 7519 §4.1), once its signature was checked.
package struct PlatformClaims: Sendable, Decodable {
    /// Longer lives than this are refused: who leaks a token leaks a day.
    package static let lifetimeLimit = Duration.seconds(24 * 3600)
    /// Two clocks that differ by so much still agree on when a token begins.
    static let clockDifference = Duration.seconds(60)
    private static let subjectLimit = 64

    package let issuer: String
    private let audiences: [String]
    private let subject: String
    private let expiresAt: Double
    private let notBefore: Double?
    private let issuedAt: Double?
    private let scope: String?

    private enum CodingKeys: String, CodingKey {
        case iss, aud, sub, exp, nbf, iat, scope
    }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        issuer = try fields.decode(String.self, forKey: .iss)
        if let one = try? fields.decode(String.self, forKey: .aud) {
            audiences = [one]
        } else {
            audiences = try fields.decode([String].self, forKey: .aud)
        }
        subject = try fields.decode(String.self, forKey: .sub)
        expiresAt = try fields.decode(Double.self, forKey: .exp)
        notBefore = try fields.decodeIfPresent(Double.self, forKey: .nbf)
        issuedAt = try fields.decodeIfPresent(Double.self, forKey: .iat)
        scope = try fields.decodeIfPresent(String.self, forKey: .scope)
    }

    /// Who comes with such a token; `nil` where it is not for us, or not for now.
    ///
    /// Without `scope` it is good for all that the hospital allows its platform.
    package func caller(by trust: PlatformTrust, at now: WallTime) -> APICaller? {
        let seconds = Double(now.milliseconds) / 1000
        let difference = Double(Self.clockDifference.wholeSeconds)
        guard issuer == trust.issuer, audiences.contains(trust.audience), isSubjectPlain,
            expiresAt > seconds,
            expiresAt - seconds <= Double(Self.lifetimeLimit.wholeSeconds),
            notBefore.map({ $0 <= seconds + difference }) ?? true,
            issuedAt.map({ $0 <= seconds + difference }) ?? true
        else { return nil }
        let wanted = scope.map { text in
            Set(text.split(separator: " ").compactMap { APIScope(rawValue: String($0)) })
        }
        return APICaller(
            name: "jwt:\(trust.hospital):\(subject)", hospital: trust.hospital,
            scopes: wanted.map(trust.scopes.intersection) ?? trust.scopes,
            pacedAs: "jwt:\(trust.hospital)")
    }

    /// It goes into the audit log: visible ASCII.
    private var isSubjectPlain: Bool {
        (1...Self.subjectLimit).contains(subject.utf8.count)
            && subject.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
}
