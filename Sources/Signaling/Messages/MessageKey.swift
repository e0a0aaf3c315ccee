/// The names of all fields at the top level of a message, save those of the larger payloads,
/// which code themselves.
enum MessageKey: String, CodingKey {
    case type, id, answers, number, seen
    case resume, name, capabilities, lastMessage
    case connection, sdp, sources, candidate
    case participant, text, audio, video
    case isAgreed = "agree"
    case textVersion
    case language
    case isOn = "on"
    case isConnected = "connected"
    case reason, tracks, message, indicator, now
    case loss, roundTrip, jitter, framesPerSecond, rung
    case pictures
    case frozen, concealed, width, height, firstAudio, firstVideo
}
