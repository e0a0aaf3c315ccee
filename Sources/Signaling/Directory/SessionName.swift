import Clinic

/// Names a numbered session: what a client calls it counts within its own call session only.
struct SessionName: Hashable, Sendable {
    /// Whose it is.
    struct Owner: Hashable, Sendable {
        let room: CallRoomID
        /// The hash of the call session's key.
        let session: SecretHash
    }

    let owner: Owner
    let text: String
}
