import Clinic

extension ServerEnvelope: Encodable {
    /// One flat object: `type`, `answers` and the fields of the message.
    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: MessageKey.self)
        try fields.encode(message.kind.rawValue, forKey: .type)
        try fields.encodeIfPresent(answers, forKey: .answers)
        try numbers.encode(to: &fields)
        switch message {
        case .joined(let payload): try payload.encode(to: encoder)
        case .callState(let payload): try payload.encode(to: encoder)
        case .recordingState(let payload): try payload.encode(to: encoder)
        case .error(let payload): try payload.encode(to: encoder)
        default: try message.encodeFields(to: &fields)
        }
    }
}

extension ServerMessage {
    fileprivate func encodeFields(
        to fields: inout KeyedEncodingContainer<MessageKey>
    ) throws {
        switch self {
        case .joined, .callState, .recordingState, .error, .ack:
            break
        case .participantJoined(let state):
            try fields.encode(state, forKey: .participant)
        case .participantLeft(let participant, let reason):
            try fields.encode(participant, forKey: .participant)
            try fields.encode(reason, forKey: .reason)
        case .participantConnection(let participant, let isConnected):
            try fields.encode(participant, forKey: .participant)
            try fields.encode(isConnected, forKey: .isConnected)
        case .answer(let sdp):
            try fields.encode(ConnectionName.publish, forKey: .connection)
            try fields.encode(sdp, forKey: .sdp)
        case .offer(let sdp):
            try fields.encode(ConnectionName.subscribe, forKey: .connection)
            try fields.encode(sdp, forKey: .sdp)
        case .tracks(let tracks):
            try fields.encode(tracks, forKey: .tracks)
        case .admit(let participant), .returnToWaitingRoom(let participant):
            try fields.encode(participant, forKey: .participant)
        case .chat(let line):
            try fields.encode(line, forKey: .message)
        case .screenShare(let participant, let isOn):
            try fields.encode(participant, forKey: .participant)
            try fields.encode(isOn, forKey: .isOn)
        case .mute(let participant, let muted):
            try fields.encode(participant, forKey: .participant)
            try fields.encode(muted.audio, forKey: .audio)
            try fields.encode(muted.video, forKey: .video)
        case .quality(let participant, let indicator, let rung):
            try fields.encodeIfPresent(rung, forKey: .rung)
            try fields.encode(participant, forKey: .participant)
            try fields.encode(indicator, forKey: .indicator)
        case .activeSpeaker(let participant):
            try fields.encodeIfPresent(participant, forKey: .participant)
        case .pong(let now):
            try fields.encode(now, forKey: .now)
        }
    }
}
