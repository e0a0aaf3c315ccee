internal import Clinic
internal import GRDB

/// Answers about being recorded; triggers of the table refuse every change.
struct SQLiteConsentStore: ConsentStore {
    let database: SQLiteDatabase

    func append(_ record: ConsentRecord) async throws {
        try await database.write { database in
            try database.execute(
                sql: """
                    INSERT INTO consents (hospital, appointment, room, person, participant,
                        answer, at, way, text_version, text_language)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    record.hospital.rawValue, record.appointment.rawValue, record.room.rawValue,
                    record.person.rawValue, record.participant.rawValue, record.answer.rawValue,
                    record.at.milliseconds, record.way.rawValue, record.text?.version,
                    record.text?.language,
                ])
        }
    }

    func consents(
        of appointment: AppointmentID, in hospital: HospitalID
    ) async throws -> [ConsentRecord] {
        try await database.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM consents WHERE hospital = ? AND appointment = ? ORDER BY sequence
                    """,
                arguments: [hospital.rawValue, appointment.rawValue]
            ).map(ConsentRecord.init(row:))
        }
    }
}

extension ConsentRecord {
    fileprivate init(row: Row) throws {
        let version: String? = row["text_version"]
        let language: String? = row["text_language"]
        self.init(
            hospital: try row.identifier("hospital"),
            appointment: try row.identifier("appointment"), room: try row.identifier("room"),
            person: try row.identifier("person"), participant: try row.identifier("participant"),
            answer: try row.word("answer"), at: try row.time("at"), way: try row.word("way"),
            text: version.flatMap { version in
                language.flatMap { ConsentText(version: version, language: $0) }
            })
    }
}
