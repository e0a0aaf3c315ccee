internal import Clinic
internal import GRDB

/// Hospitals, in the table of that name.
struct SQLiteHospitalStore: HospitalStore {
    let database: SQLiteDatabase

    func save(_ hospital: Hospital) async throws {
        try await database.write { database in
            let policies = hospital.policies
            try database.execute(
                sql: """
                    INSERT INTO hospitals (id, name, admission, allows_recording, withdrawal,
                        lets_doctors_see_recordings, mode, rung)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (id) DO UPDATE SET name = excluded.name,
                        admission = excluded.admission,
                        allows_recording = excluded.allows_recording,
                        withdrawal = excluded.withdrawal,
                        lets_doctors_see_recordings = excluded.lets_doctors_see_recordings,
                        mode = excluded.mode, rung = excluded.rung
                    """,
                arguments: [
                    hospital.id.rawValue, hospital.name, policies.admission.rawValue,
                    policies.allowsRecording, policies.withdrawal.rawValue,
                    policies.letsDoctorsSeeRecordings, policies.mode.rawValue,
                    policies.rung?.rawValue,
                ])
        }
    }

    func hospital(_ id: HospitalID) async throws -> Hospital? {
        try await database.read { database in
            try Row.fetchOne(
                database, sql: "SELECT * FROM hospitals WHERE id = ?", arguments: [id.rawValue]
            ).map(Hospital.init(row:))
        }
    }

    func hospitals(after: HospitalID?, limit: Int) async throws -> [Hospital] {
        try await database.read { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM hospitals WHERE id > ? ORDER BY id LIMIT ?",
                arguments: [after?.rawValue ?? "", limit]
            ).map(Hospital.init(row:))
        }
    }
}

extension Hospital {
    fileprivate init(row: Row) throws {
        self.init(
            id: try row.identifier("id"), name: try row.text("name"),
            policies: HospitalPolicies(
                admission: try row.word("admission"),
                allowsRecording: try row.flag("allows_recording"),
                withdrawal: try row.word("withdrawal"),
                letsDoctorsSeeRecordings: try row.flag("lets_doctors_see_recordings"),
                mode: try row.word("mode"), rung: try row.optionalWord("rung")))
    }
}
