import Clinic

extension ClientMessage: Decodable {
    /// Reads the message's own fields; the envelope reads `id`.
    ///
    /// - Throws: ``MessageError`` where a rule of the protocol is broken.
    package init(from decoder: any Decoder) throws {
        guard let fields = try? decoder.container(keyedBy: MessageKey.self),
            let type = try? fields.decode(String.self, forKey: .type)
        else { throw MessageError.malformed }
        guard let kind = Kind(rawValue: type) else { throw MessageError.unknownType }
        self = try Self.message(kind, fields)
    }

    private static func message(
        _ kind: Kind, _ fields: KeyedDecodingContainer<MessageKey>
    ) throws(MessageError) -> ClientMessage {
        switch kind {
        case .join: .join(try JoinRequest(fields))
        case .leave: .leave
        case .offer: try offer(fields)
        case .answer: try answer(fields)
        case .iceCandidate: try iceCandidate(fields)
        case .restart: try restart(fields)
        case .admit: .admit(try fields.participant(.participant))
        case .returnToWaitingRoom: .returnToWaitingRoom(try fields.participant(.participant))
        case .chat: .chat(try fields.text(.text, characters: MessageLimits.chatCharacterCount))
        case .screenShare: .screenShare(isOn: try fields.required(Bool.self, .isOn))
        case .mute: .mute(try MuteState(fields))
        case .quality: .quality(try ClientQuality(fields))
        case .view: try view(fields)
        case .recordingRequest: .recordingRequest
        case .recordingConsent:
            .recordingConsent(
                isAgreed: try fields.required(Bool.self, .isAgreed), text: try consentText(fields))
        case .recordingStop: .recordingStop
        case .end: .end
        case .ping: .ping
        }
    }

    /// Of both fields, or none.
    private static func consentText(
        _ fields: KeyedDecodingContainer<MessageKey>
    ) throws(MessageError) -> ConsentText? {
        let version = try fields.optional(String.self, .textVersion)
        let language = try fields.optional(String.self, .language)
        if version == nil, language == nil { return nil }
        guard let text = ConsentText(version: version ?? "", language: language ?? "")
        else { throw .invalid(field: MessageKey.textVersion.rawValue) }
        return text
    }

    private static func offer(
        _ fields: KeyedDecodingContainer<MessageKey>
    ) throws(MessageError) -> ClientMessage {
        try fields.expect(.publish)
        let sources = try fields.optional([String: TrackSource].self, .sources) ?? [:]
        guard sources.count <= MessageLimits.entryCount,
            sources.keys.allSatisfy({ $0.utf8.count <= MessageLimits.identifierByteCount })
        else { throw .invalid(field: MessageKey.sources.rawValue) }
        return .offer(sdp: try fields.description(), sources: sources)
    }

    private static func view(
        _ fields: KeyedDecodingContainer<MessageKey>
    ) throws(MessageError) -> ClientMessage {
        let pictures = try fields.required([PictureView].self, .pictures)
        guard pictures.count <= MessageLimits.entryCount, pictures.allSatisfy(\.isValid)
        else { throw .invalid(field: MessageKey.pictures.rawValue) }
        return .view(pictures)
    }

    private static func answer(
        _ fields: KeyedDecodingContainer<MessageKey>
    ) throws(MessageError) -> ClientMessage {
        try fields.expect(.subscribe)
        return .answer(sdp: try fields.description())
    }

    private static func iceCandidate(
        _ fields: KeyedDecodingContainer<MessageKey>
    ) throws(MessageError) -> ClientMessage {
        let connection = try fields.required(ConnectionName.self, .connection)
        let candidate = try fields.required(String.self, .candidate)
        guard candidate.utf8.count <= MessageLimits.candidateByteCount
        else { throw .invalid(field: MessageKey.candidate.rawValue) }
        return .iceCandidate(connection, candidate)
    }

    private static func restart(
        _ fields: KeyedDecodingContainer<MessageKey>
    ) throws(MessageError) -> ClientMessage {
        try fields.expect(.subscribe)
        return .restartSubscription
    }
}

extension JoinRequest {
    fileprivate init(_ fields: KeyedDecodingContainer<MessageKey>) throws(MessageError) {
        resume = try fields.optionalText(.resume, bytes: MessageLimits.identifierByteCount)
        name = try fields.optional(String.self, .name)
        if let name, name.count > MessageLimits.nameCharacterCount {
            throw .invalid(field: MessageKey.name.rawValue)
        }
        capabilities = try fields.optional(Capabilities.self, .capabilities)
        if let codecs = capabilities?.codecs {
            guard codecs.count <= MessageLimits.entryCount,
                codecs.allSatisfy({ $0.utf8.count <= MessageLimits.identifierByteCount })
            else { throw .invalid(field: MessageKey.capabilities.rawValue) }
        }
        lastMessage = try fields.optionalText(
            .lastMessage, bytes: MessageLimits.identifierByteCount
        ).map(ChatMessageID.init(rawValue:))
    }
}

extension MuteState {
    fileprivate init(_ fields: KeyedDecodingContainer<MessageKey>) throws(MessageError) {
        audio = try fields.required(Bool.self, .audio)
        video = try fields.required(Bool.self, .video)
    }
}

extension ClientQuality {
    fileprivate init(_ fields: KeyedDecodingContainer<MessageKey>) throws(MessageError) {
        loss = try fields.optional(Double.self, .loss)
        roundTripMilliseconds = try fields.optional(Double.self, .roundTrip)
        jitterMilliseconds = try fields.optional(Double.self, .jitter)
        framesPerSecond = try fields.optional(Double.self, .framesPerSecond)
        frozen = try fields.optional(Double.self, .frozen)
        concealed = try fields.optional(Double.self, .concealed)
        width = try fields.optional(Int.self, .width)
        height = try fields.optional(Int.self, .height)
        firstAudio = try fields.optional(Int.self, .firstAudio)
        firstVideo = try fields.optional(Int.self, .firstVideo)
        // A newer client's rung must not cost the measurement.
        rung = try fields.optional(String.self, .rung).flatMap(MediaRung.init(rawValue:))
    }
}

extension KeyedDecodingContainer<MessageKey> {
    func required<Value: Decodable>(
        _ type: Value.Type, _ key: MessageKey
    ) throws(MessageError) -> Value {
        guard let value = try? decode(type, forKey: key)
        else { throw .invalid(field: key.rawValue) }
        return value
    }

    /// `nil` where the field is missing or null.
    func optional<Value: Decodable>(
        _ type: Value.Type, _ key: MessageKey
    ) throws(MessageError) -> Value? {
        do { return try decodeIfPresent(type, forKey: key) } catch {
            throw .invalid(field: key.rawValue)
        }
    }

    func optionalText(_ key: MessageKey, bytes limit: Int) throws(MessageError) -> String? {
        guard let text = try optional(String.self, key) else { return nil }
        guard text.utf8.count <= limit else { throw .invalid(field: key.rawValue) }
        return text
    }

    fileprivate func text(
        _ key: MessageKey, characters limit: Int
    ) throws(MessageError) -> String {
        let text = try required(String.self, key)
        guard !text.isEmpty, text.count <= limit else { throw .invalid(field: key.rawValue) }
        return text
    }

    fileprivate func participant(_ key: MessageKey) throws(MessageError) -> ParticipantID {
        let text = try required(String.self, key)
        guard !text.isEmpty, text.utf8.count <= MessageLimits.identifierByteCount
        else { throw .invalid(field: key.rawValue) }
        return ParticipantID(rawValue: text)
    }

    fileprivate func description() throws(MessageError) -> String {
        let sdp = try required(String.self, .sdp)
        guard !sdp.isEmpty, sdp.utf8.count <= MessageLimits.descriptionByteCount
        else { throw .invalid(field: MessageKey.sdp.rawValue) }
        return sdp
    }

    /// Refuses a description that names the wrong connection.
    fileprivate func expect(_ name: ConnectionName) throws(MessageError) {
        guard try required(ConnectionName.self, .connection) == name
        else { throw .invalid(field: MessageKey.connection.rawValue) }
    }
}
