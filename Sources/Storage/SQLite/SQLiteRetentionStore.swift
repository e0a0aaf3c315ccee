internal import Clinic
internal import GRDB

/// Rules of how long recordings are kept, and legal holds.
struct SQLiteRetentionStore: RetentionStore {
    let database: SQLiteDatabase

    func setRetention(
        days: Int?, in hospital: HospitalID, appointment: AppointmentID?
    ) async throws {
        try await database.write { database in
            let place: StatementArguments = [hospital.rawValue, appointment?.rawValue ?? ""]
            if let days {
                try database.execute(
                    sql: """
                        INSERT OR REPLACE INTO recording_retention (hospital, appointment, days)
                        VALUES (?, ?, ?)
                        """, arguments: place + [days])
            } else {
                try database.execute(
                    sql: "DELETE FROM recording_retention WHERE hospital = ? AND appointment = ?",
                    arguments: place)
            }
        }
    }

    func setHold(on recording: CallRecordingID, since: WallTime?) async throws {
        try await database.write { database in
            if let since {
                try database.execute(
                    sql: "INSERT OR IGNORE INTO recording_holds (recording, since) VALUES (?, ?)",
                    arguments: [recording.rawValue, since.milliseconds])
            } else {
                try database.execute(
                    sql: "DELETE FROM recording_holds WHERE recording = ?",
                    arguments: [recording.rawValue])
            }
        }
    }

    func keptRecordings() async throws -> [KeptRecording] {
        try await kept("", [])
    }

    func keptRecording(_ id: CallRecordingID) async throws -> KeptRecording? {
        try await kept("WHERE recordings.id = ?", [id.rawValue]).first
    }

    private func kept(
        _ condition: String, _ arguments: StatementArguments
    ) async throws -> [KeptRecording] {
        try await database.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT recordings.*, recording_holds.since AS held_since,
                        recording_keys.recording IS NULL AS is_erased,
                        coalesce(own.days, hospital_wide.days) AS days
                    FROM recordings
                    LEFT JOIN recording_holds ON recording_holds.recording = recordings.id
                    LEFT JOIN recording_keys ON recording_keys.recording = recordings.id
                    LEFT JOIN recording_retention AS own
                        ON own.hospital = recordings.hospital
                        AND own.appointment = recordings.appointment
                    LEFT JOIN recording_retention AS hospital_wide
                        ON hospital_wide.hospital = recordings.hospital
                        AND hospital_wide.appointment = ''
                    \(condition) ORDER BY recordings.started_at, recordings.id
                    """, arguments: arguments
            ).map(KeptRecording.init(row:))
        }
    }
}

extension KeptRecording {
    fileprivate init(row: Row) throws {
        self.init(
            recording: try CallRecording(row: row),
            isErased: try row.flag("is_erased"),
            heldSince: try row.optionalTime("held_since"),
            retentionDays: try row.optionalNumber("days").map { Int($0) })
    }
}
