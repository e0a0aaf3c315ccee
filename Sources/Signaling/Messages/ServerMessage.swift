import Clinic

/// A message from the server to a client; PROTOCOL.md has an example of each.
package enum ServerMessage: Hashable, Sendable {
    case joined(Welcome)
    /// Also for one who was there before: his state is replaced.
    case participantJoined(ParticipantState)
    case participantLeft(ParticipantID, DepartureReason)
    case participantConnection(ParticipantID, isConnected: Bool)
    /// To the client's publish offer.
    case answer(sdp: String)
    /// Names the sections of the subscribe offer that follows.
    case tracks([TrackLabel])
    /// Of the subscribe connection.
    case offer(sdp: String)
    case admit(ParticipantID)
    case returnToWaitingRoom(ParticipantID)
    case callState(CallState)
    case chat(ChatLine)
    case screenShare(ParticipantID, isOn: Bool)
    case mute(ParticipantID, MuteState)
    /// With the way that his media takes, once that is known.
    case quality(ParticipantID, QualityIndicator, MediaRung? = nil)
    /// `nil`: nobody speaks.
    case activeSpeaker(ParticipantID?)
    case recordingState(RecordingState)
    case ack
    case pong(now: WallTime)
    case error(Complaint)

    /// The `type` field.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case joined
        case participantJoined = "participant-joined"
        case participantLeft = "participant-left"
        case participantConnection = "participant-connection"
        case answer, tracks, offer, admit
        case returnToWaitingRoom = "return-to-waiting-room"
        case callState = "call-state"
        case chat
        case screenShare = "screen-share"
        case mute, quality
        case activeSpeaker = "active-speaker"
        case recordingState = "recording-state"
        case ack, pong, error
    }

    package var kind: Kind {
        switch self {
        case .joined: .joined
        case .participantJoined: .participantJoined
        case .participantLeft: .participantLeft
        case .participantConnection: .participantConnection
        case .answer: .answer
        case .tracks: .tracks
        case .offer: .offer
        case .admit: .admit
        case .returnToWaitingRoom: .returnToWaitingRoom
        case .callState: .callState
        case .chat: .chat
        case .screenShare: .screenShare
        case .mute: .mute
        case .quality: .quality
        case .activeSpeaker: .activeSpeaker
        case .recordingState: .recordingState
        case .ack: .ack
        case .pong: .pong
        case .error: .error
        }
    }
}
