import Clinic

extension ClientEnvelope: Encodable {
    /// As a client writes it: for tools that hold a call, and for tests.
    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: MessageKey.self)
        try fields.encode(message.kind.rawValue, forKey: .type)
        try fields.encodeIfPresent(id, forKey: .id)
        try numbers.encode(to: &fields)
        try message.encodeFields(to: &fields)
    }
}

extension ClientMessage {
    fileprivate func encodeFields(
        to fields: inout KeyedEncodingContainer<MessageKey>
    ) throws {
        switch self {
        case .leave, .recordingRequest, .recordingStop, .end, .ping:
            break
        case .join(let request):
            try fields.encodeIfPresent(request.resume, forKey: .resume)
            try fields.encodeIfPresent(request.name, forKey: .name)
            try fields.encodeIfPresent(request.capabilities, forKey: .capabilities)
            try fields.encodeIfPresent(request.lastMessage, forKey: .lastMessage)
        case .offer(let sdp, let sources):
            try fields.encode(ConnectionName.publish, forKey: .connection)
            try fields.encode(sdp, forKey: .sdp)
            try fields.encode(sources, forKey: .sources)
        case .answer(let sdp):
            try fields.encode(ConnectionName.subscribe, forKey: .connection)
            try fields.encode(sdp, forKey: .sdp)
        case .iceCandidate(let connection, let candidate):
            try fields.encode(connection, forKey: .connection)
            try fields.encode(candidate, forKey: .candidate)
        case .restartSubscription:
            try fields.encode(ConnectionName.subscribe, forKey: .connection)
        case .admit(let participant), .returnToWaitingRoom(let participant):
            try fields.encode(participant, forKey: .participant)
        case .chat(let text):
            try fields.encode(text, forKey: .text)
        case .screenShare(let isOn):
            try fields.encode(isOn, forKey: .isOn)
        case .mute(let muted):
            try fields.encode(muted.audio, forKey: .audio)
            try fields.encode(muted.video, forKey: .video)
        case .quality(let quality):
            try fields.encodeIfPresent(quality.loss, forKey: .loss)
            try fields.encodeIfPresent(quality.roundTripMilliseconds, forKey: .roundTrip)
            try fields.encodeIfPresent(quality.jitterMilliseconds, forKey: .jitter)
            try fields.encodeIfPresent(quality.framesPerSecond, forKey: .framesPerSecond)
            try fields.encodeIfPresent(quality.frozen, forKey: .frozen)
            try fields.encodeIfPresent(quality.concealed, forKey: .concealed)
            try fields.encodeIfPresent(quality.width, forKey: .width)
            try fields.encodeIfPresent(quality.height, forKey: .height)
            try fields.encodeIfPresent(quality.firstAudio, forKey: .firstAudio)
            try fields.encodeIfPresent(quality.firstVideo, forKey: .firstVideo)
            try fields.encodeIfPresent(quality.rung, forKey: .rung)
        case .view(let pictures):
            try fields.encode(pictures, forKey: .pictures)
        case .recordingConsent(let isAgreed, let text):
            try fields.encode(isAgreed, forKey: .isAgreed)
            try fields.encodeIfPresent(text?.version, forKey: .textVersion)
            try fields.encodeIfPresent(text?.language, forKey: .language)
        }
    }
}
