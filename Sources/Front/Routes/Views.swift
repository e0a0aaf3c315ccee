import Clinic

// What the pages' JSON looks like. Times are WallTime's text, durations seconds.

struct SessionView: Encodable {
    let signedIn: Bool
    let person: PersonView?
    let hospital: HospitalView?
    let csrf: String
    let demo: Bool
}

struct HospitalView: Encodable {
    let name: String
}

/// A person as he sees himself.
struct PersonView: Encodable {
    let id: PersonID
    let name: String
    let email: String?
    let role: Role

    init(_ person: Person) {
        id = person.id
        name = person.name
        email = person.email
        role = person.role
    }
}

/// A person as the others of his appointment see him.
struct NameView: Encodable {
    let id: PersonID
    let name: String
}

/// Names the sender of a message and the reader of a conversation.
struct ParticipantView: Encodable {
    let id: PersonID
    let name: String
    let role: Role
}

/// The call's public fields, under the names of the original web application. Never a token.
struct CallView: Encodable {
    let status: VideoCall.Status
    let startedAt: WallTime?
    let endedAt: WallTime?
    let duration: Int64?
    let isRecordingEnabled: Bool
    let isScreenShared: Bool

    init(_ appointment: Appointment, isRecordingAllowed: Bool) {
        let call = appointment.call
        status = call.status
        startedAt = call.startedAt
        endedAt = call.endedAt
        duration = call.duration?.wholeSeconds
        isRecordingEnabled = isRecordingAllowed
        isScreenShared = call.isScreenShared
    }

    enum CodingKeys: String, CodingKey {
        case status = "video_call_status"
        case startedAt = "video_call_started_at"
        case endedAt = "video_call_ended_at"
        case duration = "call_duration"
        case isRecordingEnabled = "recording_enabled"
        case isScreenShared = "screen_sharing_active"
    }
}

struct AppointmentView: Encodable {
    let id: AppointmentID
    let startsAt: WallTime
    let doctor: NameView
    let patient: NameView
    let call: CallView
    /// Only for those who may enter it.
    let room: CallRoomID?
    /// The worst connection of the last call, in a word; only for administrators.
    var quality: String?

    private enum CodingKeys: String, CodingKey {
        case id, startsAt, doctor, patient, quality
        case room = "video_call_room_id"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(startsAt, forKey: .startsAt)
        try container.encode(doctor, forKey: .doctor)
        try container.encode(patient, forKey: .patient)
        try container.encodeIfPresent(room, forKey: .room)
        try container.encodeIfPresent(quality, forKey: .quality)
        try call.encode(to: encoder)
    }
}

struct AppointmentsView: Encodable {
    let appointments: [AppointmentView]
}

struct StatusView: Encodable {
    let id: AppointmentID
    let now: WallTime
    let room: CallRoomID?
    let isRecording: Bool
    let call: CallView

    private enum CodingKeys: String, CodingKey {
        case id, now
        case room = "video_call_room_id"
        case isRecording = "is_recording"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(now, forKey: .now)
        try container.encode(isRecording, forKey: .isRecording)
        try container.encodeIfPresent(room, forKey: .room)
        try call.encode(to: encoder)
    }
}

struct MessageView: Encodable {
    let id: ChatMessageID
    let text: String
    let sender: ParticipantView
    let sentAt: WallTime

    init(_ message: ChatMessage) {
        id = message.id
        text = message.text
        sender = ParticipantView(
            id: message.sender, name: message.senderName, role: message.senderRole)
        sentAt = message.sentAt
    }
}

struct ConversationView: Encodable {
    let appointment: AppointmentView
    let you: ParticipantView
    let messages: [MessageView]
}

/// What the call page needs to open its WebSocket.
struct CallPageView: Encodable {
    let room: CallRoomID
    let role: Role
}

struct MessagesView: Encodable {
    let messages: [MessageView]
}

struct RecordingsView: Encodable {
    let recordings: [RecordedFileView]
}

struct RecordedFileView: Encodable {
    let id: RecordedFileID
    let name: String
    let recordedAt: WallTime
    /// Seconds.
    let duration: Double
    let bytes: Int64
    let codecs: String
}
