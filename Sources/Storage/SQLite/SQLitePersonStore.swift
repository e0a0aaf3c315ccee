internal import Clinic
internal import GRDB

/// People, in the table of that name.
struct SQLitePersonStore: PersonStore {
    let database: SQLiteDatabase

    func insert(_ person: Person, password: PasswordHash?) async throws {
        try await database.write { database in
            try person.insert(password: password, into: database)
        }
    }

    func person(_ id: PersonID, in hospital: HospitalID) async throws -> Person? {
        try await database.read { database in
            try Person.fetch(id, in: hospital, from: database)
        }
    }

    func people(_ ids: [PersonID], in hospital: HospitalID) async throws -> [PersonID: Person] {
        try await database.read { database in
            var people: [PersonID: Person] = [:]
            for id in ids where people[id] == nil {
                people[id] = try Person.fetch(id, in: hospital, from: database)
            }
            return people
        }
    }

    func account(email: String) async throws -> Account? {
        try await database.read { database in
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT * FROM people
                    WHERE email = ? AND password IS NOT NULL AND disabled_at IS NULL
                    """,
                arguments: [Person.normalizedEmail(email)])
            guard let row else { return nil }
            guard let password = PasswordHash(text: try row.text("password")) else {
                throw StoreError.unreadable
            }
            return Account(person: try Person(row: row), password: password)
        }
    }

    func setPassword(
        _ password: PasswordHash, of person: PersonID, in hospital: HospitalID
    ) async throws {
        try await database.write { database in
            try database.execute(
                sql: "UPDATE people SET password = ? WHERE hospital = ? AND id = ?",
                arguments: [password.text, hospital.rawValue, person.rawValue])
            try Self.endSessions(of: person, in: hospital, database)
        }
    }

    func people(
        in hospital: HospitalID, after: PersonID?, limit: Int
    ) async throws -> [Person] {
        try await database.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM people WHERE hospital = :hospital
                        AND (:after IS NULL OR (name, id) > (
                            SELECT name, id FROM people
                            WHERE hospital = :hospital AND id = :after))
                    ORDER BY name, id LIMIT :limit
                    """,
                arguments: [
                    "hospital": hospital.rawValue, "after": after?.rawValue, "limit": limit,
                ]
            ).map(Person.init(row:))
        }
    }

    func person(email: String) async throws -> Person? {
        try await database.read { database in
            try Row.fetchOne(
                database, sql: "SELECT * FROM people WHERE email = ?",
                arguments: [Person.normalizedEmail(email)]
            ).map(Person.init(row:))
        }
    }

    func disable(_ person: PersonID, in hospital: HospitalID, at now: WallTime) async throws {
        try await database.write { database in
            try database.execute(
                sql: """
                    UPDATE people SET disabled_at = coalesce(disabled_at, ?)
                    WHERE hospital = ? AND id = ?
                    """,
                arguments: [now.milliseconds, hospital.rawValue, person.rawValue])
            try Self.endSessions(of: person, in: hospital, database)
            try database.execute(
                sql: """
                    UPDATE join_tokens SET superseded_at = ?
                    WHERE hospital = ? AND person = ? AND superseded_at IS NULL
                    """,
                arguments: [now.milliseconds, hospital.rawValue, person.rawValue])
        }
    }

    private static func endSessions(
        of person: PersonID, in hospital: HospitalID, _ database: Database
    ) throws {
        try database.execute(
            sql: "DELETE FROM web_sessions WHERE hospital = ? AND person = ?",
            arguments: [hospital.rawValue, person.rawValue])
    }
}

extension Person {
    func insert(password: PasswordHash?, into database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO people (id, hospital, role, name, email, password, disabled_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                id.rawValue, hospital.rawValue, role.rawValue, name, email, password?.text,
                disabledAt?.milliseconds,
            ])
    }

    fileprivate static func fetch(
        _ id: PersonID, in hospital: HospitalID, from database: Database
    ) throws -> Person? {
        try Row.fetchOne(
            database, sql: "SELECT * FROM people WHERE hospital = ? AND id = ?",
            arguments: [hospital.rawValue, id.rawValue]
        ).map(Person.init(row:))
    }

    fileprivate init(row: Row) throws {
        self.init(
            id: try row.identifier("id"), hospital: try row.identifier("hospital"),
            role: try row.word("role"), name: try row.text("name"),
            email: try row.optionalText("email"), disabledAt: try row.optionalTime("disabled_at"))
    }
}
