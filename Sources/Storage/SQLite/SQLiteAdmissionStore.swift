internal import Clinic
internal import GRDB

/// Decisions at the doors of calls: one a person, and of an appointment's last call only.
struct SQLiteAdmissionStore: AdmissionStore {
    let database: SQLiteDatabase

    func save(_ record: AdmissionRecord) async throws {
        try await database.write { database in
            try database.execute(
                sql: "DELETE FROM admissions WHERE hospital = ? AND appointment = ? AND room <> ?",
                arguments: [
                    record.hospital.rawValue, record.appointment.rawValue, record.room.rawValue,
                ])
            try database.execute(
                sql: """
                    INSERT OR REPLACE INTO admissions
                        (hospital, appointment, room, person, is_admitted, at)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    record.hospital.rawValue, record.appointment.rawValue, record.room.rawValue,
                    record.person.rawValue, record.isAdmitted, record.at.milliseconds,
                ])
        }
    }

    func admissions(
        to room: CallRoomID, in hospital: HospitalID
    ) async throws -> [AdmissionRecord] {
        try await database.read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT * FROM admissions WHERE room = ? AND hospital = ? ORDER BY person",
                arguments: [room.rawValue, hospital.rawValue]
            ).map(AdmissionRecord.init(row:))
        }
    }
}

extension AdmissionRecord {
    fileprivate init(row: Row) throws {
        self.init(
            hospital: try row.identifier("hospital"),
            appointment: try row.identifier("appointment"), room: try row.identifier("room"),
            person: try row.identifier("person"), isAdmitted: row["is_admitted"],
            at: try row.time("at"))
    }
}
