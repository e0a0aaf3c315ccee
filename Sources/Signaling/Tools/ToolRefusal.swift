/// Why a tool is not let in, or is not done what it asked.
package enum ToolRefusal: Error, Hashable, Sendable {
    // Who asks.
    /// No token, or none that our key has signed.
    case noToken
    case tokenExpired
    /// The token is good for other things or other rooms.
    case notAllowed
    /// The room's name is a consultation's, where tools never are.
    case consultation

    // What is asked for.
    case badName
    /// Somebody publishes under this name already.
    case nameTaken
    /// Nobody publishes under this name, or not yet.
    case notPublished
    case unknownSession
    /// The offer or fragment cannot be used; the text says why, for the developer of the tool.
    case badDescription(String)
    /// A change of ICE that does not say of which ICE session (RFC 9725 §4.3.1).
    case noEntityTag
    case otherEntityTag

    // Whether it can be done now.
    /// A limit of ``ToolLimits``.
    case full
    case tooFast
    case unavailable

    /// A stable word for the audit log; `nil` for what is no attempt to get in.
    package var auditDetail: String? {
        switch self {
        case .noToken: "tool_no_token"
        case .tokenExpired: "tool_token_expired"
        case .notAllowed: "tool_not_allowed"
        case .consultation: "tool_consultation"
        default: nil
        }
    }

    init(_ error: MediaPlaneError) {
        switch error {
        case .badDescription(let text): self = .badDescription(text)
        case .full: self = .full
        case .unavailable: self = .unavailable
        }
    }
}
