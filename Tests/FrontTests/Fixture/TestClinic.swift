import Clinic
import Foundation
import Signaling
import Storage

/// A hospital with a doctor, a patient, an administrator and an appointment, a second hospital
/// with a doctor, in a database of their own; everybody's password is `secret`.
struct TestClinic: Sendable {
    static let hospital = HospitalID(rawValue: "h1")
    static let otherHospital = HospitalID(rawValue: "h2")
    static let appointment = AppointmentID(rawValue: "a1")

    let folder: String
    let stores: ClinicStores
    let consultations: ConsultationDirectory

    init() async throws {
        folder = FileManager.default.temporaryDirectory.path + "/aorta-front-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: folder + "/recordings", withIntermediateDirectories: true)
        stores = try SQLiteDatabase(path: folder + "/test.sqlite").stores
        consultations = ConsultationDirectory(stores: stores, media: NoMedia())
        try await stores.hospitals.save(
            Hospital(
                id: Self.hospital, name: "One",
                policies: HospitalPolicies(letsDoctorsSeeRecordings: true)))
        try await stores.hospitals.save(Hospital(id: Self.otherHospital, name: "Two"))
        for (name, role, hospital) in [
            ("doctor", Role.doctor, Self.hospital), ("patient", .patient, Self.hospital),
            ("admin", .hospitalAdmin, Self.hospital), ("stranger", .doctor, Self.otherHospital),
        ] {
            try await stores.people.insert(
                Person(
                    id: PersonID(rawValue: name), hospital: hospital, role: role,
                    name: name.capitalized, email: "\(name)@one.test"),
                password: PasswordHash(of: "secret", cost: .test))
        }
        try await stores.appointments.insert(
            Appointment(
                id: Self.appointment, hospital: Self.hospital,
                doctor: PersonID(rawValue: "doctor"), patient: PersonID(rawValue: "patient"),
                startsAt: WallTime(milliseconds: 1_800_000_000_000), isRecordingEnabled: true))
    }

    /// Kinds and details of what the hospital's audit log holds.
    func audited(in hospital: HospitalID? = TestClinic.hospital) async throws -> [String] {
        try await stores.audit.entries(in: hospital, appointment: nil, after: 0, limit: 1000)
            .map { "\($0.event.kind.rawValue) \($0.event.detail ?? "")" }
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: folder)
    }
}

/// A media plane that carries nothing: the doors don't need one.
private struct NoMedia: MediaPlane {
    func openRoom(
        _ room: MediaRoomID
    ) async throws(MediaPlaneError) -> AsyncStream<MediaPlaneEvent> {
        AsyncStream { $0.finish() }
    }
    func closeRoom(_ room: MediaRoomID) async {}
    func addEndpoint(
        _ endpoint: MediaEndpointID, to room: MediaRoomID, isAdmitted: Bool
    ) async throws(MediaPlaneError) {}
    func removeEndpoint(_ endpoint: MediaEndpointID, from room: MediaRoomID) async {}
    func iceServers(
        for endpoint: MediaEndpointID, in room: MediaRoomID, host: String?
    ) async -> [ICEServer] { [] }
    func setAdmitted(
        _ endpoint: MediaEndpointID, in room: MediaRoomID, to isAdmitted: Bool
    ) async throws(MediaPlaneError) {}
    func publish(
        _ offer: String, sources: [String: TrackSource], by endpoint: MediaEndpointID,
        in room: MediaRoomID
    ) async throws(MediaPlaneError) -> String { throw .unavailable }
    func acceptAnswer(
        _ answer: String, of endpoint: MediaEndpointID, in room: MediaRoomID
    ) async throws(MediaPlaneError) {}
    func restartSubscription(
        of endpoint: MediaEndpointID, in room: MediaRoomID
    ) async throws(MediaPlaneError) {}
    func limitPictures(
        _ limits: [PictureLimit], of endpoint: MediaEndpointID, in room: MediaRoomID
    ) async {}
    func startRecording(
        _ recording: MediaRecordingID, in room: MediaRoomID
    ) async throws(MediaPlaneError) {}
    func stopRecording(in room: MediaRoomID) async {}
    func grantRecording(
        _ endpoint: MediaEndpointID, in room: MediaRoomID
    ) async throws(MediaPlaneError) {}
    func revokeRecording(_ endpoint: MediaEndpointID, in room: MediaRoomID) async {}
}
