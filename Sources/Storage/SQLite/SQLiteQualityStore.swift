internal import Clinic
internal import Foundation
internal import GRDB

/// Quality reports; a log is one JSON text, for nothing is searched in it.
struct SQLiteQualityStore: QualityStore {
    let database: SQLiteDatabase

    func save(_ report: QualityReport) async throws {
        let log = String(decoding: try JSONEncoder().encode(report.log), as: UTF8.self)
        let score = QualitySummary(report.log).score
        try await database.write { database in
            try database.execute(
                sql: """
                    INSERT INTO quality_reports (hospital, appointment, room, person, role,
                        started_at, score, log)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (room, person) DO UPDATE
                    SET log = excluded.log, score = excluded.score
                    WHERE hospital = excluded.hospital
                    """,
                arguments: [
                    report.hospital.rawValue, report.appointment.rawValue,
                    report.room.rawValue, report.person.rawValue, report.role.rawValue,
                    report.log.startedAt.milliseconds, score, log,
                ])
            try Self.forgetOld(of: report, in: database)
        }
    }

    private static func forgetOld(of report: QualityReport, in database: Database) throws {
        try database.execute(
            sql: """
                DELETE FROM quality_reports
                WHERE hospital = ?1 AND appointment = ?2 AND room NOT IN (
                    SELECT room FROM quality_reports WHERE hospital = ?1 AND appointment = ?2
                    GROUP BY room ORDER BY MAX(started_at) DESC LIMIT ?3)
                """,
            arguments: [
                report.hospital.rawValue, report.appointment.rawValue, QualityReport.callLimit,
            ])
    }

    func scores(
        of rooms: [CallRoomID], in hospital: HospitalID
    ) async throws -> [CallRoomID: Int] {
        guard !rooms.isEmpty else { return [:] }
        let places = repeatElement("?", count: rooms.count).joined(separator: ", ")
        return try await database.read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT room, MIN(score) AS score FROM quality_reports
                    WHERE hospital = ? AND room IN (\(places)) AND score IS NOT NULL
                    GROUP BY room
                    """,
                arguments: StatementArguments([hospital.rawValue] + rooms.map(\.rawValue)))
            return try Dictionary(
                rows.map { row in
                    (try row.identifier("room"), Int(clamping: try row.number("score")))
                }, uniquingKeysWith: min)
        }
    }

    func report(
        of person: PersonID, in room: CallRoomID, of hospital: HospitalID
    ) async throws -> QualityReport? {
        try await database.read { database in
            try Row.fetchOne(
                database,
                sql: """
                    SELECT * FROM quality_reports
                    WHERE hospital = ? AND room = ? AND person = ?
                    """,
                arguments: [hospital.rawValue, room.rawValue, person.rawValue]
            ).map(QualityReport.init(row:))
        }
    }

    func reports(
        of appointment: AppointmentID, in hospital: HospitalID
    ) async throws -> [QualityReport] {
        try await database.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM quality_reports WHERE hospital = ? AND appointment = ?
                    ORDER BY started_at, person
                    """,
                arguments: [hospital.rawValue, appointment.rawValue]
            ).map(QualityReport.init(row:))
        }
    }
}

extension QualityReport {
    fileprivate init(row: Row) throws {
        guard
            let log = try? JSONDecoder().decode(
                QualityLog.self, from: Data(try row.text("log").utf8))
        else { throw StoreError.unreadable }
        self.init(
            hospital: try row.identifier("hospital"),
            appointment: try row.identifier("appointment"), room: try row.identifier("room"),
            person: try row.identifier("person"), role: try row.word("role"), log: log)
    }
}
