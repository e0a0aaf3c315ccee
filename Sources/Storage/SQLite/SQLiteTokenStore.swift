internal import Clinic
internal import GRDB

/// Join tokens; a token binds and dies inside of a write transaction.
struct SQLiteTokenStore: TokenStore {
    let database: SQLiteDatabase

    func mint(_ token: JoinToken) async throws -> [SecretHash] {
        try await database.write { database in
            let who = [
                token.hospital.rawValue, token.appointment.rawValue, token.person.rawValue,
            ]
            let condition = "hospital = ? AND appointment = ? AND person = ?"
            let dead = try Self.supersede(
                where: condition, StatementArguments(who), at: token.createdAt, in: database)
            try database.execute(
                sql: "DELETE FROM join_tokens WHERE \(condition) AND expires_at <= ?",
                arguments: StatementArguments(who) + [token.createdAt.milliseconds])
            try database.execute(
                sql: """
                    INSERT INTO join_tokens (hash, hospital, appointment, room, person, role,
                        created_at, expires_at, session, superseded_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    token.hash.hex, token.hospital.rawValue, token.appointment.rawValue,
                    token.room.rawValue, token.person.rawValue, token.role.rawValue,
                    token.createdAt.milliseconds, token.expiresAt.milliseconds,
                    token.session?.hex, token.supersededAt?.milliseconds,
                ])
            return dead
        }
    }

    func use(
        _ hash: SecretHash, by session: SecretHash, in room: CallRoomID, at now: WallTime
    ) async throws -> TokenUse {
        try await database.write { database in
            guard var token = try JoinToken.fetch(hash, from: database) else {
                return TokenUse(verdict: .refused(.unknownToken), token: nil)
            }
            let verdict = token.verdict(for: session, in: room, at: now)
            if verdict == .bindsNow {
                try database.execute(
                    sql: "UPDATE join_tokens SET session = ? WHERE hash = ? AND session IS NULL",
                    arguments: [session.hex, hash.hex])
                guard database.changesCount == 1 else { throw StoreError.conflict }
                token.session = session
            }
            return TokenUse(verdict: verdict, token: token)
        }
    }

    func token(
        boundTo session: SecretHash, in room: CallRoomID, at now: WallTime
    ) async throws -> JoinToken? {
        try await database.read { database in
            try Row.fetchOne(
                database,
                sql: """
                    SELECT * FROM join_tokens WHERE room = ? AND session = ? AND expires_at > ?
                    AND superseded_at IS NULL ORDER BY created_at DESC LIMIT 1
                    """,
                arguments: [room.rawValue, session.hex, now.milliseconds]
            ).map(JoinToken.init(row:))
        }
    }

    func token(
        boundTo session: SecretHash, of appointment: AppointmentID, at now: WallTime
    ) async throws -> JoinToken? {
        try await database.read { database in
            try Row.fetchOne(
                database,
                sql: """
                    SELECT * FROM join_tokens WHERE session = ? AND appointment = ?
                    AND expires_at > ? AND superseded_at IS NULL
                    ORDER BY created_at DESC LIMIT 1
                    """,
                arguments: [session.hex, appointment.rawValue, now.milliseconds]
            ).map(JoinToken.init(row:))
        }
    }

    func token(_ hash: SecretHash) async throws -> JoinToken? {
        try await database.read { try JoinToken.fetch(hash, from: $0) }
    }

    func supersedeAll(
        of appointment: AppointmentID, in hospital: HospitalID, at now: WallTime
    ) async throws -> [SecretHash] {
        try await database.write { database in
            try Self.supersede(
                where: "hospital = ? AND appointment = ?",
                [hospital.rawValue, appointment.rawValue], at: now, in: database)
        }
    }

    private static func supersede(
        where condition: String, _ arguments: StatementArguments, at now: WallTime,
        in database: Database
    ) throws -> [SecretHash] {
        let live = condition + " AND superseded_at IS NULL"
        let dead = try Row.fetchAll(
            database, sql: "SELECT hash FROM join_tokens WHERE \(live)", arguments: arguments
        ).map { try $0.hash("hash") }
        try database.execute(
            sql: "UPDATE join_tokens SET superseded_at = ? WHERE \(live)",
            arguments: [now.milliseconds] + arguments)
        return dead
    }
}

extension JoinToken {
    fileprivate static func fetch(
        _ hash: SecretHash, from database: Database
    ) throws -> JoinToken? {
        try Row.fetchOne(
            database, sql: "SELECT * FROM join_tokens WHERE hash = ?", arguments: [hash.hex]
        ).map(JoinToken.init(row:))
    }

    fileprivate init(row: Row) throws {
        self.init(
            hash: try row.hash("hash"), hospital: try row.identifier("hospital"),
            appointment: try row.identifier("appointment"), room: try row.identifier("room"),
            person: try row.identifier("person"), role: try row.word("role"),
            createdAt: try row.time("created_at"), expiresAt: try row.time("expires_at"),
            session: try row.optionalHash("session"),
            supersededAt: try row.optionalTime("superseded_at"))
    }
}
