import Clinic

/// What the call page's door needs to know.
package struct PageEntry: Hashable, Sendable {
    /// For the page's WebSocket.
    package let room: CallRoomID
    package let role: Role
    /// The call session's key, for the cookie.
    package let session: BearerSecret
    /// The cookie is to be set: the browser did not bring this key.
    package let isNewSession: Bool
    /// When the token behind it ends.
    package let expiresAt: WallTime
}
