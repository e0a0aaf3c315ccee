internal import Clinic
internal import GRDB

/// The hash-chained log. An entry and its chain's head are written in one transaction; triggers of
/// the tables refuse every change, and ``verify(_:)`` finds what was done past them.
struct SQLiteAuditLog: AuditLog {
    let database: SQLiteDatabase

    func append(_ event: AuditEvent) async throws -> AuditEntry {
        try await database.write { database in
            var chain = try AuditChain.head(of: event.hospital, in: database)
            let entry = chain.append(event)
            try entry.insert(into: database)
            try database.execute(
                sql: """
                    INSERT INTO audit_heads (hospital, count, hash) VALUES (?, ?, ?)
                    ON CONFLICT (hospital) DO UPDATE
                    SET count = excluded.count, hash = excluded.hash
                    """,
                arguments: [event.hospital.column, chain.count, Hex.text(of: chain.head)])
            return entry
        }
    }

    func entries(
        in hospital: HospitalID?, appointment: AppointmentID?, after: Int64, limit: Int
    ) async throws -> [AuditEntry] {
        try await database.read { database in
            var condition = "WHERE hospital = ? AND sequence > ?"
            var arguments: StatementArguments = [hospital.column, after]
            if let appointment {
                condition += " AND appointment = ?"
                arguments += [appointment.rawValue]
            }
            return try Row.fetchAll(
                database,
                sql: "SELECT * FROM audit_entries \(condition) ORDER BY sequence LIMIT ?",
                arguments: arguments + [limit]
            ).map(AuditEntry.init(row:))
        }
    }

    /// Reads one entry after the other: a chain of six years does not fit into memory.
    func verify(_ hospital: HospitalID?) async throws -> AuditVerdict {
        try await database.read { database in
            guard let head = try? AuditChain.head(of: hospital, in: database) else {
                return .broken(at: 1, .unreadable)
            }
            var chain = AuditChain(of: hospital)
            let rows = try Row.fetchCursor(
                database, sql: "SELECT * FROM audit_entries WHERE hospital = ? ORDER BY sequence",
                arguments: [hospital.column])
            while let row = try rows.next() {
                let expected = chain.count + 1
                guard let entry = try? AuditEntry(row: row) else {
                    return .broken(at: expected, .unreadable)
                }
                if let flaw = chain.follow(entry) { return .broken(at: expected, flaw) }
            }
            return chain.ending(at: head)
        }
    }
}

extension HospitalID? {
    /// The server's own chain goes by a name that no hospital can have.
    fileprivate var column: String { self?.rawValue ?? "" }
}

extension AuditChain {
    fileprivate static func head(
        of hospital: HospitalID?, in database: Database
    ) throws -> AuditChain {
        let row = try Row.fetchOne(
            database, sql: "SELECT * FROM audit_heads WHERE hospital = ?",
            arguments: [hospital.column])
        guard let row else { return AuditChain(of: hospital) }
        return AuditChain(
            of: hospital, count: try row.number("count"), head: try row.bytes("hash"))
    }
}

extension AuditEntry {
    fileprivate func insert(into database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO audit_entries (hospital, sequence, kind, actor, appointment, source,
                    detail, at, previous_hash, hash)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                event.hospital.column, sequence, event.kind.rawValue, event.actor?.rawValue,
                event.appointment?.rawValue, event.source, event.detail, event.at.milliseconds,
                Hex.text(of: previousHash), Hex.text(of: hash),
            ])
    }

    fileprivate init(row: Row) throws {
        let hospital = try row.text("hospital")
        let event = AuditEvent(
            try row.word("kind"), in: hospital.isEmpty ? nil : HospitalID(rawValue: hospital),
            by: try row.optionalText("actor").map(PersonID.init(rawValue:)),
            appointment: try row.optionalText("appointment").map(AppointmentID.init(rawValue:)),
            source: try row.optionalText("source"), detail: try row.optionalText("detail"),
            at: try row.time("at"))
        self.init(
            sequence: try row.number("sequence"), event: event,
            previousHash: try row.bytes("previous_hash"), hash: try row.bytes("hash"))
    }
}
