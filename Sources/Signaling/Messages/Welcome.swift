import Clinic

/// The content of `joined`: all that a client needs to draw the call.
package struct Welcome: Hashable, Sendable, Codable, PersonalData {
    /// What a client must keep to.
    package struct Limits: Hashable, Sendable, Codable {
        package var messageBytes = MessageLimits.messageByteCount
        package var messagesPerSecond = RateLimit.messagesPerSecond
        package var burst = RateLimit.burst
        package var chatCharacters = MessageLimits.chatCharacterCount
        package var graceSeconds: Int64

        package init(grace: Duration) {
            graceSeconds = grace.wholeSeconds
        }
    }

    package var participant: ParticipantID
    package var role: Role
    package var name: String
    package var mode: HospitalPolicies.MediaMode
    /// The client's peer connections go on.
    package var isResumed: Bool
    /// The secret to resume with.
    package var resume: String
    package var isAdmitted: Bool
    /// The others in the room; none while waiting.
    package var participants: [ParticipantState]
    package var iceServers: [ICEServer]
    /// More of them, for connections with `iceTransportPolicy: "relay"` alone.
    package var relayServers: [ICEServer]
    /// The only way that media may take; `nil`: the best that works.
    package var rung: MediaRung?
    package var limits: Limits
    package var call: CallState
    package var recording: RecordingState
    package var mayShareScreen: Bool
    /// Lines after the last one that the client has.
    package var chat: [ChatLine]

    private enum CodingKeys: String, CodingKey {
        case participant, role, name, mode, resume, participants, iceServers, relayServers, rung,
            limits, call
        case recording, mayShareScreen, chat
        case isResumed = "resumed"
        case isAdmitted = "admitted"
    }

    package var redacted: String { "Welcome(\(participant))" }
}

extension HospitalPolicies.MediaMode: Codable {}
