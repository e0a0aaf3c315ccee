import Clinic

extension ServerEnvelope: Decodable {
    /// As a client reads it: for tools that hold a call, and for tests.
    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: MessageKey.self)
        answers = try fields.decodeIfPresent(String.self, forKey: .answers)
        numbers = try MessageNumbers(fields)
        let type = try fields.decode(String.self, forKey: .type)
        guard let kind = ServerMessage.Kind(rawValue: type) else { throw MessageError.unknownType }
        switch kind {
        case .joined: message = .joined(try Welcome(from: decoder))
        case .callState: message = .callState(try CallState(from: decoder))
        case .recordingState: message = .recordingState(try RecordingState(from: decoder))
        case .error: message = .error(try Complaint(from: decoder))
        default: message = try ServerMessage(kind, fields)
        }
    }
}

extension ServerMessage {
    fileprivate init(_ kind: Kind, _ fields: KeyedDecodingContainer<MessageKey>) throws {
        switch kind {
        case .joined, .callState, .recordingState, .error:
            throw MessageError.unknownType
        case .participantJoined:
            self = .participantJoined(
                try fields.decode(ParticipantState.self, forKey: .participant))
        case .participantLeft:
            let reason = try fields.decode(DepartureReason.self, forKey: .reason)
            self = .participantLeft(try fields.participant(), reason)
        case .participantConnection:
            let isConnected = try fields.decode(Bool.self, forKey: .isConnected)
            self = .participantConnection(try fields.participant(), isConnected: isConnected)
        case .answer: self = .answer(sdp: try fields.decode(String.self, forKey: .sdp))
        case .offer: self = .offer(sdp: try fields.decode(String.self, forKey: .sdp))
        case .tracks: self = .tracks(try fields.decode([TrackLabel].self, forKey: .tracks))
        case .admit: self = .admit(try fields.participant())
        case .returnToWaitingRoom: self = .returnToWaitingRoom(try fields.participant())
        case .chat: self = .chat(try fields.decode(ChatLine.self, forKey: .message))
        case .screenShare:
            let isOn = try fields.decode(Bool.self, forKey: .isOn)
            self = .screenShare(try fields.participant(), isOn: isOn)
        case .mute:
            let muted = MuteState(
                audio: try fields.decode(Bool.self, forKey: .audio),
                video: try fields.decode(Bool.self, forKey: .video))
            self = .mute(try fields.participant(), muted)
        case .quality:
            let indicator = try fields.decode(QualityIndicator.self, forKey: .indicator)
            let rung = try fields.optional(MediaRung.self, .rung)
            self = .quality(try fields.participant(), indicator, rung)
        case .activeSpeaker:
            self = .activeSpeaker(
                try fields.decodeIfPresent(ParticipantID.self, forKey: .participant))
        case .ack: self = .ack
        case .pong: self = .pong(now: try fields.decode(WallTime.self, forKey: .now))
        }
    }
}

extension KeyedDecodingContainer<MessageKey> {
    fileprivate func participant() throws -> ParticipantID {
        try decode(ParticipantID.self, forKey: .participant)
    }
}
