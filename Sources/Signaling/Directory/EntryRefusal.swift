import Clinic

/// Why a door stays shut. Only the first two are for the client to tell apart; the rest is for the
/// audit log and, on the call page, for a clear word to the bearer of a dead link.
package enum EntryRefusal: Error, Hashable, Sendable {
    /// 401: nothing was shown.
    case noCredentials
    /// 403: the token is none, dead, or another browser's.
    case token(TokenRefusal)
    /// 403: the person may not.
    case access(AccessRefusal)

    /// As it is audited.
    package var detail: String {
        switch self {
        case .noCredentials: "no_credentials"
        case .token(let refusal): refusal.rawValue
        case .access(let refusal): refusal.rawValue
        }
    }
}
