/// Whether a call session may use a ``JoinToken``.
package enum TokenVerdict: Hashable, Sendable {
    /// The first use: the token is this session's from now on.
    case bindsNow
    /// The session that it was bound to before, again.
    case sameSession
    case refused(TokenRefusal)
}

/// Why a token is no way into a call.
package enum TokenRefusal: String, Hashable, Sendable, CaseIterable {
    /// Nothing stored has this hash.
    case unknownToken = "unknown_token"
    case otherRoom = "other_room"
    /// A newer one was made, or the call was started anew.
    case superseded = "token_superseded"
    case expired = "token_expired"
    /// Another browser used it first.
    case otherSession = "token_of_another_session"
}
