internal import Clinic
internal import Foundation
internal import GRDB

/// Connection reports; what they say is one JSON text, for nothing is searched in it.
struct SQLiteConnectionReportStore: ConnectionReportStore {
    let database: SQLiteDatabase

    func insert(_ report: ConnectionReport) async throws {
        let contents = String(decoding: try JSONEncoder().encode(report.contents), as: UTF8.self)
        try await database.write { database in
            try database.execute(
                sql: """
                    INSERT INTO connection_reports (code, hospital, person, created_at, contents)
                    VALUES (?, ?, ?, ?, ?)
                    """,
                arguments: [
                    report.code.rawValue, report.hospital?.rawValue, report.person?.rawValue,
                    report.createdAt.milliseconds, contents,
                ])
            try database.execute(
                sql: """
                    DELETE FROM connection_reports WHERE hospital IS :hospital
                    AND sequence NOT IN (
                        SELECT sequence FROM connection_reports WHERE hospital IS :hospital
                        ORDER BY sequence DESC LIMIT :limit)
                    """,
                arguments: [
                    "hospital": report.hospital?.rawValue, "limit": ConnectionReport.keptLimit,
                ])
        }
    }

    func report(_ code: ReportCode) async throws -> ConnectionReport? {
        try await database.read { database in
            try Row.fetchOne(
                database, sql: "SELECT * FROM connection_reports WHERE code = ?",
                arguments: [code.rawValue]
            ).map(ConnectionReport.init(row:))
        }
    }

    func removeExpired(at now: WallTime) async throws -> Int {
        try await database.write { database in
            try database.execute(
                sql: "DELETE FROM connection_reports WHERE created_at <= ?",
                arguments: [(now - ConnectionReport.lifetime).milliseconds])
            return database.changesCount
        }
    }
}

extension ConnectionReport {
    fileprivate init(row: Row) throws {
        guard let code = ReportCode(text: try row.text("code")),
            let contents = try? JSONDecoder().decode(
                ReportContents.self, from: Data(try row.text("contents").utf8))
        else { throw StoreError.unreadable }
        self.init(
            code: code,
            hospital: try row.optionalText("hospital").map(HospitalID.init(rawValue:)),
            person: try row.optionalText("person").map(PersonID.init(rawValue:)),
            createdAt: try row.time("created_at"), contents: contents)
    }
}
