import Clinic
import Front

/// The hospital that `--demo` shows: a doctor, a patient and an administrator with an appointment
/// now, all with the password `demo`; and a second hospital beside it.
///
/// Names are fixed, so that a restart finds what is there.
enum DemoData {
    static let password = "demo"
    static let appointment = AppointmentID(rawValue: "demo")
    private static let hospital = HospitalID(rawValue: "demo-hospital")
    private static let otherHospital = HospitalID(rawValue: "demo-other-hospital")

    private static let people = [
        person("demo-doctor", hospital, .doctor, "Dr. Ada Grey", "doctor@demo.test"),
        person("demo-patient", hospital, .patient, "Ben Moss", "patient@demo.test"),
        person("demo-admin", hospital, .hospitalAdmin, "Cleo Hart", "admin@demo.test"),
        person("demo-doctor2", otherHospital, .doctor, "Dr. Dan Pike", "doctor2@demo.test"),
        person("demo-patient2", otherHospital, .patient, "Eve Stone", "patient2@demo.test"),
    ]

    /// What the demo's links lead to.
    static let doors = DemoDoors(
        hospital: hospital,
        people: [
            "doctor": PersonID(rawValue: "demo-doctor"),
            "patient": PersonID(rawValue: "demo-patient"),
            "admin": PersonID(rawValue: "demo-admin"),
        ], appointment: appointment)

    /// Puts in what is missing.
    static func prepare(_ stores: ClinicStores, at now: WallTime) async throws {
        try await stores.hospitals.save(
            Hospital(
                id: hospital, name: "Demo Hospital",
                policies: HospitalPolicies(admission: .oneByOne, letsDoctorsSeeRecordings: true)))
        try await stores.hospitals.save(Hospital(id: otherHospital, name: "Other Hospital"))
        try await insertPeople(into: stores)
        try await insert(
            Appointment(
                id: appointment, hospital: hospital, doctor: PersonID(rawValue: "demo-doctor"),
                patient: PersonID(rawValue: "demo-patient"), startsAt: now,
                isRecordingEnabled: true), into: stores)
        try await insert(
            Appointment(
                id: AppointmentID(rawValue: "demo-other"), hospital: otherHospital,
                doctor: PersonID(rawValue: "demo-doctor2"),
                patient: PersonID(rawValue: "demo-patient2"), startsAt: now), into: stores)
    }

    private static func insertPeople(into stores: ClinicStores) async throws {
        var hash: PasswordHash?
        for person in people {
            guard try await stores.people.person(person.id, in: person.hospital) == nil
            else { continue }
            hash = hash ?? PasswordHash(of: password)
            try await stores.people.insert(person, password: hash)
        }
    }

    private static func insert(
        _ appointment: Appointment, into stores: ClinicStores
    ) async throws {
        let known = try await stores.appointments.appointment(
            appointment.id, in: appointment.hospital)
        guard known == nil else { return }
        try await stores.appointments.insert(appointment)
    }

    private static func person(
        _ id: String, _ hospital: HospitalID, _ role: Role, _ name: String, _ email: String
    ) -> Person {
        Person(
            id: PersonID(rawValue: id), hospital: hospital, role: role, name: name, email: email)
    }
}
