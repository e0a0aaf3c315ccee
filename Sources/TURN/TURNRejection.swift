import STUN

/// An error response to an authenticated request: a refusal by rule, told to the client.
struct TURNRejection: Error, Equatable {
    /// RFC 8489 §14.8 and RFC 8656 §19.
    enum Code: Int {
        case badRequest = 400
        case forbidden = 403
        case unknownAttribute = 420
        case allocationMismatch = 437
        case wrongCredentials = 441
        case addressFamilyNotSupported = 440
        case unsupportedTransport = 442
        case peerAddressFamilyMismatch = 443
        case allocationQuotaReached = 486
        case insufficientCapacity = 508
    }

    let code: Code
    /// Short: browsers show it in `icecandidateerror`.
    let reason: String
    /// With 420.
    let unknown: [STUNAttributeType]

    init(_ code: Code, _ reason: String, unknown: [STUNAttributeType] = []) {
        self.code = code
        self.reason = reason
        self.unknown = unknown
    }
}
