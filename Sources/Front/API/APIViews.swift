import Clinic

// What the API's JSON looks like: names with underscores, times as WallTime's text, durations in
// seconds; a field without a value is left out.

struct APIAppointmentView: Encodable {
    let appointment: Appointment
    let people: [PersonID: Person]

    private enum CodingKeys: String, CodingKey {
        case id, hospital, doctor, patient, guests
        case externalID = "external_id"
        case startsAt = "starts_at"
        case cancelledAt = "cancelled_at"
        case isRecordingEnabled = "recording_enabled"
        case room = "video_call_room_id"
        case status = "video_call_status"
        case callStartedAt = "video_call_started_at"
        case callEndedAt = "video_call_ended_at"
        case duration = "call_duration"
        case isScreenShared = "screen_sharing_active"
    }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        let call = appointment.call
        try fields.encode(appointment.id, forKey: .id)
        try fields.encode(appointment.hospital, forKey: .hospital)
        try fields.encode(name(appointment.doctor), forKey: .doctor)
        try fields.encode(name(appointment.patient), forKey: .patient)
        try fields.encode(appointment.guests.map(name), forKey: .guests)
        try fields.encodeIfPresent(appointment.externalID, forKey: .externalID)
        try fields.encode(appointment.startsAt, forKey: .startsAt)
        try fields.encodeIfPresent(appointment.cancelledAt, forKey: .cancelledAt)
        try fields.encode(appointment.isRecordingEnabled, forKey: .isRecordingEnabled)
        try fields.encode(call.status, forKey: .status)
        try fields.encodeIfPresent(call.room, forKey: .room)
        try fields.encodeIfPresent(call.startedAt, forKey: .callStartedAt)
        try fields.encodeIfPresent(call.endedAt, forKey: .callEndedAt)
        try fields.encodeIfPresent(call.duration?.wholeSeconds, forKey: .duration)
        try fields.encode(call.isScreenShared, forKey: .isScreenShared)
    }

    private func name(_ id: PersonID) -> NameView {
        NameView(id: id, name: people[id]?.name ?? "")
    }
}

struct APIPersonView: Encodable {
    let id: PersonID
    let hospital: HospitalID
    let role: Role
    let name: String
    let email: String?
    let disabledAt: WallTime?

    init(_ person: Person) {
        id = person.id
        hospital = person.hospital
        role = person.role
        name = person.name
        email = person.email
        disabledAt = person.disabledAt
    }

    private enum CodingKeys: String, CodingKey {
        case id, hospital, role, name, email
        case disabledAt = "disabled_at"
    }
}

/// A way into a call, to be given to that person and nobody else.
struct APILinkView: Encodable {
    let appointment: AppointmentID
    let person: PersonID
    let role: Role
    let room: CallRoomID
    let token: BearerSecret
    /// `https://host`, as the caller reached us.
    let base: String

    private enum CodingKeys: String, CodingKey {
        case appointment, person, role, room, token, page, signaling
    }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(appointment, forKey: .appointment)
        try fields.encode(person, forKey: .person)
        try fields.encode(role, forKey: .role)
        try fields.encode(room, forKey: .room)
        try fields.encode(token.text, forKey: .token)
        try fields.encode(
            "\(base)/appointments/\(appointment)/video-call/?token=\(token.text)", forKey: .page)
        let sockets = base.replacing("http", with: "ws", maxReplacements: 1)
        try fields.encode(
            "\(sockets)/ws/video-call/\(room)/?token=\(token.text)", forKey: .signaling)
    }
}

struct APIRecordingView: Encodable {
    let file: RecordedFile
    let name: String

    private enum CodingKeys: String, CodingKey {
        case id, recording, person, bytes, duration, codecs
        case openedAt = "opened_at"
        case deletedAt = "deleted_at"
    }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(file.id, forKey: .id)
        try fields.encode(file.recording, forKey: .recording)
        try fields.encode(NameView(id: file.person, name: name), forKey: .person)
        try fields.encode(file.openedAt, forKey: .openedAt)
        try fields.encodeIfPresent(file.contents?.byteCount, forKey: .bytes)
        let duration = file.contents.map { Double($0.duration.wholeMilliseconds) / 1000 }
        try fields.encodeIfPresent(duration, forKey: .duration)
        try fields.encodeIfPresent(file.contents?.codecs, forKey: .codecs)
        try fields.encodeIfPresent(file.deletedAt, forKey: .deletedAt)
    }
}

struct APIVerdictView: Encodable {
    let intact: Bool
    let entries: Int64?
    let firstBad: Int64?
    let flaw: String?

    init(_ verdict: AuditVerdict) {
        switch verdict {
        case .intact(let count): (intact, entries, firstBad, flaw) = (true, count, nil, nil)
        case .broken(let sequence, let flaw):
            (intact, entries, firstBad, self.flaw) = (false, nil, sequence, flaw.rawValue)
        }
    }

    private enum CodingKeys: String, CodingKey {
        case intact, entries, flaw
        case firstBad = "first_bad"
    }
}

/// A hospital and what it decides; read and written alike.
struct APIHospitalView: Encodable {
    let id: HospitalID
    let name: String
    let policies: Policies

    struct Policies: Codable {
        var admission: String?
        var allowsRecording: Bool?
        var withdrawal: String?
        var letsDoctorsSeeRecordings: Bool?
        var mode: String?

        enum CodingKeys: String, CodingKey {
            case admission, withdrawal, mode
            case allowsRecording = "allows_recording"
            case letsDoctorsSeeRecordings = "lets_doctors_see_recordings"
        }
    }

    init(_ hospital: Hospital) {
        let own = hospital.policies
        id = hospital.id
        name = hospital.name
        policies = Policies(
            admission: own.admission.rawValue, allowsRecording: own.allowsRecording,
            withdrawal: own.withdrawal.rawValue,
            letsDoctorsSeeRecordings: own.letsDoctorsSeeRecordings, mode: own.mode.rawValue)
    }
}
