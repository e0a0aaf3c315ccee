/// What can be wrong, in a stable word; PROTOCOL.md says what each means.
package enum ErrorCode: String, Hashable, Sendable, Codable, CaseIterable {
    case malformed
    case tooLarge = "too-large"
    case unknownType = "unknown-type"
    case invalid
    case rateLimited = "rate-limited"
    case notJoined = "not-joined"
    case alreadyJoined = "already-joined"
    case notAdmitted = "not-admitted"
    case notAllowed = "not-allowed"
    case unknownParticipant = "unknown-participant"
    case mediaRefused = "media-refused"
    case mediaUnavailable = "media-unavailable"
    case recordingNotAllowed = "recording-not-allowed"
    case recordingNotAsked = "recording-not-asked"
    case unavailable
    case roomFull = "room-full"
    case tokenExpired = "token-expired"
    case replaced
    case idle
    case tooSlow = "too-slow"
    case callEnded = "call-ended"
    case serverRestarting = "server-restarting"
    case unknownSession = "unknown-session"
    case outOfStep = "out-of-step"

    /// Whether the connection closes each time; the others are fatal by repetition only.
    var isAlwaysFatal: Bool {
        switch self {
        case .tooLarge, .roomFull, .tokenExpired, .replaced, .idle, .tooSlow, .callEnded,
            .serverRestarting, .unknownSession, .outOfStep:
            true
        case .malformed, .unknownType, .invalid, .rateLimited, .notJoined, .alreadyJoined,
            .notAdmitted, .notAllowed, .unknownParticipant, .mediaRefused, .mediaUnavailable,
            .recordingNotAllowed, .recordingNotAsked, .unavailable:
            false
        }
    }

    /// What a client shows that has no words of its own.
    var text: String {
        switch self {
        case .malformed: "The message could not be read."
        case .tooLarge: "The message is too large."
        case .unknownType: "The server does not know this kind of message."
        case .invalid: "A field of the message is missing or wrong."
        case .rateLimited: "Too many messages; some were dropped."
        case .notJoined: "Join the call first."
        case .alreadyJoined: "You have joined the call already."
        case .notAdmitted: "Please wait until the doctor lets you in."
        case .notAllowed: "You may not do this."
        case .unknownParticipant: "This participant is not in the call."
        case .mediaRefused: "The call could not use what your browser offered."
        case .mediaUnavailable: "Sound and picture failed for a moment. Please try again."
        case .recordingNotAllowed: "This call may not be recorded."
        case .recordingNotAsked: "There is no recording to agree to."
        case .unavailable: "This could not be saved, so nothing was done. Please try again."
        case .roomFull: "The call is full."
        case .tokenExpired: "Your link has expired. Please open the appointment again."
        case .replaced: "You have joined the call in another window."
        case .idle: "The connection was closed because nothing came from your browser."
        case .tooSlow: "Your connection is too slow; it was closed. Please join again."
        case .callEnded: "The call has ended."
        case .serverRestarting: "The server restarts. You will be back in a few seconds."
        case .unknownSession, .outOfStep: "Connecting you again."
        }
    }
}
