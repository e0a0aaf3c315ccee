import Clinic

/// The people and the appointment that the tests speak of.
enum Samples {
    static let start = WallTime(milliseconds: 1_772_357_400_000)  // 2026-03-01T09:30:00Z
    static let hospital = HospitalID(rawValue: "h1")
    static let otherHospital = HospitalID(rawValue: "h2")

    static let doctor = person("doctor", .doctor)
    static let patient = person("patient", .patient)
    static let guest = person("guest", .guest)
    static let admin = person("admin", .hospitalAdmin)
    static let stranger = person("stranger", .doctor)

    static let room = CallRoomID(rawValue: "room-1")

    static func person(
        _ id: String, _ role: Role, in hospital: HospitalID = Samples.hospital
    ) -> Person {
        Person(
            id: PersonID(rawValue: id), hospital: hospital, role: role, name: "Name of \(id)",
            email: "\(id)@mail.test")
    }

    static func appointment(_ call: VideoCall = VideoCall()) -> Appointment {
        Appointment(
            id: AppointmentID(rawValue: "a1"), hospital: hospital, doctor: doctor.id,
            patient: patient.id, guests: [guest.id], startsAt: start, isRecordingEnabled: true,
            call: call)
    }

    static func call(_ status: VideoCall.Status) -> VideoCall {
        VideoCall(status: status, room: status == .notStarted ? nil : room)
    }
}
