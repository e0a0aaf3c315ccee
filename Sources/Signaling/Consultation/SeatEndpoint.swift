import Clinic

/// The media of one page load of a participant.
struct SeatEndpoint: Sendable {
    let id: MediaEndpointID
    /// What a client shows to go on with this endpoint after its connection broke.
    let resume: BearerSecret
    var connection = MediaConnectionState.new
    /// The latest subscribe offer, until it is answered: sent again on a resumed connection.
    var pendingOffer: PendingOffer?

    struct PendingOffer: Sendable {
        let sdp: String
        let tracks: [TrackLabel]
    }

    /// Whether a client that shows `secret` may go on with it.
    func mayResume(with secret: String?) -> Bool {
        guard let secret else { return false }
        return connection != .gone && resume.matches(secret)
    }
}
