internal import Clinic
internal import GRDB

/// Signed-in browsers.
struct SQLiteSessionStore: SessionStore {
    /// A person's older sessions end when he signs in once more.
    static let sessionLimit = 20
    /// Being seen is written down this often, or each request would wait for the disk.
    static let seenResolution = Duration.seconds(60)

    let database: SQLiteDatabase

    func insert(_ session: WebSession) async throws {
        try await database.write { database in
            try database.execute(
                sql: """
                    INSERT INTO web_sessions (hash, hospital, person, created_at, last_seen_at)
                    VALUES (?, ?, ?, ?, ?)
                    """,
                arguments: [
                    session.hash.hex, session.hospital.rawValue, session.person.rawValue,
                    session.createdAt.milliseconds, session.lastSeenAt.milliseconds,
                ])
            try database.execute(
                sql: """
                    DELETE FROM web_sessions WHERE hospital = :hospital AND person = :person
                    AND hash NOT IN (
                        SELECT hash FROM web_sessions
                        WHERE hospital = :hospital AND person = :person
                        ORDER BY created_at DESC, hash = :hash DESC LIMIT :limit)
                    """,
                arguments: [
                    "hospital": session.hospital.rawValue, "person": session.person.rawValue,
                    "hash": session.hash.hex, "limit": Self.sessionLimit,
                ])
        }
    }

    func resume(_ hash: SecretHash, at now: WallTime) async throws -> WebSession? {
        let found = try await database.read { database in
            try Row.fetchOne(
                database, sql: "SELECT * FROM web_sessions WHERE hash = ?", arguments: [hash.hex]
            ).map(WebSession.init(row:))
        }
        guard var session = found, session.isLive(at: now) else { return nil }
        if now - session.lastSeenAt >= Self.seenResolution {
            try await database.write { database in
                try database.execute(
                    sql: """
                        UPDATE web_sessions SET last_seen_at = max(last_seen_at, ?) WHERE hash = ?
                        """,
                    arguments: [now.milliseconds, hash.hex])
            }
            session.lastSeenAt = now
        }
        return session
    }

    func remove(_ hash: SecretHash) async throws {
        try await database.write { database in
            try database.execute(
                sql: "DELETE FROM web_sessions WHERE hash = ?", arguments: [hash.hex])
        }
    }

    func removeExpired(at now: WallTime) async throws -> Int {
        try await database.write { database in
            try database.execute(
                sql: "DELETE FROM web_sessions WHERE created_at <= ? OR last_seen_at <= ?",
                arguments: [
                    (now - WebSession.lifetime).milliseconds,
                    (now - WebSession.idleLimit).milliseconds,
                ])
            return database.changesCount
        }
    }
}

extension WebSession {
    fileprivate init(row: Row) throws {
        self.init(
            hash: try row.hash("hash"), hospital: try row.identifier("hospital"),
            person: try row.identifier("person"), createdAt: try row.time("created_at"),
            lastSeenAt: try row.time("last_seen_at"))
    }
}
