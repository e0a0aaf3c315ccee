import Clinic
import Foundation
import Storage

/// A database in a folder of its own, which goes with it.
final class TemporaryStorage: Sendable {
    static let now = WallTime(milliseconds: 1_772_357_400_000)
    static let hospital = HospitalID(rawValue: "h1")
    static let otherHospital = HospitalID(rawValue: "h2")
    static let appointment = AppointmentID(rawValue: "a1")
    static let otherAppointment = AppointmentID(rawValue: "a2")

    let folder: URL
    let database: SQLiteDatabase

    var path: String { folder.appendingPathComponent("clinic.sqlite").path }
    var stores: ClinicStores { database.stores }

    init() throws {
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("aorta-storage-" + UUIDText.random())
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        database = try SQLiteDatabase(
            path: folder.appendingPathComponent("clinic.sqlite").path)
    }

    deinit {
        try? database.close()
        try? FileManager.default.removeItem(at: folder)
    }

    /// Two hospitals, each with a doctor, a patient, an administrator, a guest and an appointment.
    static func filled() async throws -> TemporaryStorage {
        let storage = try TemporaryStorage()
        let stores = storage.stores
        for (hospital, appointment) in [
            (Self.hospital, Self.appointment), (otherHospital, otherAppointment),
        ] {
            try await stores.hospitals.save(Hospital(id: hospital, name: "Hospital \(hospital)"))
            for role in Role.allCases {
                try await stores.people.insert(person(role, in: hospital), password: nil)
            }
            try await stores.appointments.insert(
                Appointment(
                    id: appointment, hospital: hospital, doctor: id(.doctor, in: hospital),
                    patient: id(.patient, in: hospital), guests: [id(.guest, in: hospital)],
                    startsAt: now, isRecordingEnabled: true))
        }
        return storage
    }

    static func id(_ role: Role, in hospital: HospitalID = TemporaryStorage.hospital) -> PersonID {
        PersonID(rawValue: "\(role.rawValue)-\(hospital)")
    }

    static func person(_ role: Role, in hospital: HospitalID = TemporaryStorage.hospital) -> Person
    {
        Person(
            id: id(role, in: hospital), hospital: hospital, role: role, name: "A \(role)",
            email: "\(role.rawValue)@\(hospital).test")
    }

    /// Starts the first hospital's call and gives its appointment.
    func startedAppointment() async throws -> Appointment {
        _ = try await stores.appointments.apply(
            .start(room: CallRoomID(rawValue: "room-1")), to: Self.appointment, in: Self.hospital,
            at: Self.now)
        let appointment = try await stores.appointments.appointment(
            Self.appointment, in: Self.hospital)
        return try appointment.orThrow()
    }
}

extension Optional {
    func orThrow() throws -> Wrapped {
        guard let self else { throw CocoaError(.coderValueNotFound) }
        return self
    }
}
