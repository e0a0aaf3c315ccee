import Clinic

/// A message from a client to the server; PROTOCOL.md has an example of each.
package enum ClientMessage: Hashable, Sendable {
    case join(JoinRequest)
    case leave
    /// What the client wants to send: SDP, and each section's source by its mid.
    case offer(sdp: String, sources: [String: TrackSource])
    /// To the latest subscribe offer.
    case answer(sdp: String)
    /// Empty text: no more to come.
    case iceCandidate(ConnectionName, String)
    /// Asks for a subscribe offer with new ICE credentials.
    case restartSubscription
    case admit(ParticipantID)
    case returnToWaitingRoom(ParticipantID)
    case chat(String)
    case screenShare(isOn: Bool)
    case mute(MuteState)
    case quality(ClientQuality)
    /// How large each picture is shown; instead of what was said before.
    case view([PictureView])
    case recordingRequest
    /// `false` refuses, and withdraws what was agreed before.
    case recordingConsent(isAgreed: Bool, text: ConsentText? = nil)
    case recordingStop
    case end
    case ping

    /// The `type` field.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case join, leave, offer, answer
        case iceCandidate = "ice-candidate"
        case restart, admit
        case returnToWaitingRoom = "return-to-waiting-room"
        case chat
        case screenShare = "screen-share"
        case mute, quality, view
        case recordingRequest = "recording-request"
        case recordingConsent = "recording-consent"
        case recordingStop = "recording-stop"
        case end, ping
    }

    package var kind: Kind {
        switch self {
        case .join: .join
        case .leave: .leave
        case .offer: .offer
        case .answer: .answer
        case .iceCandidate: .iceCandidate
        case .restartSubscription: .restart
        case .admit: .admit
        case .returnToWaitingRoom: .returnToWaitingRoom
        case .chat: .chat
        case .screenShare: .screenShare
        case .mute: .mute
        case .quality: .quality
        case .view: .view
        case .recordingRequest: .recordingRequest
        case .recordingConsent: .recordingConsent
        case .recordingStop: .recordingStop
        case .end: .end
        case .ping: .ping
        }
    }
}
