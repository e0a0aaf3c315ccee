internal import Clinic
internal import GRDB

/// Recordings and their files' particulars.
struct SQLiteRecordingStore: RecordingStore {
    let database: SQLiteDatabase

    func insert(_ recording: CallRecording) async throws {
        try await database.write { database in
            try database.execute(
                sql: """
                    INSERT INTO recordings (id, hospital, appointment, requested_by, started_at,
                        stopped_at)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    recording.id.rawValue, recording.hospital.rawValue,
                    recording.appointment.rawValue, recording.requestedBy.rawValue,
                    recording.startedAt.milliseconds, recording.stoppedAt?.milliseconds,
                ])
        }
    }

    func stop(_ id: CallRecordingID, in hospital: HospitalID, at now: WallTime) async throws {
        try await database.write { database in
            try database.execute(
                sql: """
                    UPDATE recordings SET stopped_at = ?
                    WHERE hospital = ? AND id = ? AND stopped_at IS NULL
                    """,
                arguments: [now.milliseconds, hospital.rawValue, id.rawValue])
        }
    }

    func recordings(
        of appointment: AppointmentID, in hospital: HospitalID
    ) async throws -> [CallRecording] {
        try await recordings(
            "WHERE hospital = ? AND appointment = ? ORDER BY started_at, id",
            [hospital.rawValue, appointment.rawValue])
    }

    func runningRecordings() async throws -> [CallRecording] {
        try await recordings("WHERE stopped_at IS NULL ORDER BY started_at, id", [])
    }

    func insert(_ file: RecordedFile) async throws {
        try await database.write { database in
            try database.execute(
                sql: """
                    INSERT INTO recorded_files (id, hospital, appointment, recording, person,
                        participant, path, opened_at, byte_count, duration_milliseconds, codecs,
                        deleted_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    file.id.rawValue, file.hospital.rawValue, file.appointment.rawValue,
                    file.recording.rawValue, file.person.rawValue, file.participant.rawValue,
                    file.path, file.openedAt.milliseconds, file.contents?.byteCount,
                    file.contents?.duration.wholeMilliseconds, file.contents?.codecs,
                    file.deletedAt?.milliseconds,
                ])
        }
    }

    func close(
        _ id: RecordedFileID, in hospital: HospitalID, contents: RecordedFile.Contents
    ) async throws {
        try await database.write { database in
            try database.execute(
                sql: """
                    UPDATE recorded_files
                    SET byte_count = ?, duration_milliseconds = ?, codecs = ?
                    WHERE hospital = ? AND id = ?
                    """,
                arguments: [
                    contents.byteCount, contents.duration.wholeMilliseconds, contents.codecs,
                    hospital.rawValue, id.rawValue,
                ])
        }
    }

    func file(_ id: RecordedFileID, in hospital: HospitalID) async throws -> RecordedFile? {
        try await files("WHERE hospital = ? AND id = ?", [hospital.rawValue, id.rawValue]).first
    }

    func files(
        of appointment: AppointmentID, in hospital: HospitalID
    ) async throws -> [RecordedFile] {
        try await files(
            "WHERE hospital = ? AND appointment = ? ORDER BY sequence",
            [hospital.rawValue, appointment.rawValue])
    }

    func openFiles() async throws -> [RecordedFile] {
        try await files("WHERE byte_count IS NULL AND deleted_at IS NULL ORDER BY sequence", [])
    }

    func markDeleted(
        _ id: RecordedFileID, in hospital: HospitalID, at now: WallTime
    ) async throws {
        try await database.write { database in
            try database.execute(
                sql: """
                    UPDATE recorded_files SET deleted_at = ?
                    WHERE hospital = ? AND id = ? AND deleted_at IS NULL
                    """,
                arguments: [now.milliseconds, hospital.rawValue, id.rawValue])
        }
    }

    private func recordings(
        _ condition: String, _ arguments: StatementArguments
    ) async throws -> [CallRecording] {
        try await database.read { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM recordings " + condition, arguments: arguments
            ).map(CallRecording.init(row:))
        }
    }

    private func files(
        _ condition: String, _ arguments: StatementArguments
    ) async throws -> [RecordedFile] {
        try await database.read { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM recorded_files " + condition, arguments: arguments
            ).map(RecordedFile.init(row:))
        }
    }
}

extension CallRecording {
    init(row: Row) throws {
        self.init(
            id: try row.identifier("id"), hospital: try row.identifier("hospital"),
            appointment: try row.identifier("appointment"),
            requestedBy: try row.identifier("requested_by"),
            startedAt: try row.time("started_at"), stoppedAt: try row.optionalTime("stopped_at"))
    }
}

extension RecordedFile {
    fileprivate init(row: Row) throws {
        let contents = try row.optionalNumber("byte_count").map { byteCount in
            RecordedFile.Contents(
                byteCount: byteCount,
                duration: .milliseconds(try row.number("duration_milliseconds")),
                codecs: try row.text("codecs"))
        }
        self.init(
            id: try row.identifier("id"), hospital: try row.identifier("hospital"),
            appointment: try row.identifier("appointment"),
            recording: try row.identifier("recording"), person: try row.identifier("person"),
            participant: try row.identifier("participant"), path: try row.text("path"),
            openedAt: try row.time("opened_at"), contents: contents,
            deletedAt: try row.optionalTime("deleted_at"))
    }
}
