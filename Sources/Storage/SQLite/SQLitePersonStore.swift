internal import Clinic
internal import GRDB

/// People, in the table of that name.
struct SQLitePersonStore: PersonStore {
    let database: SQLiteDatabase

    func insert(_ person: Person, password: PasswordHash?) async throws {
        try await database.write { database in
            try database.execute(
                sql: """
                    INSERT INTO people (id, hospital, role, name, email, password)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    person.id.rawValue, person.hospital.rawValue, person.role.rawValue,
                    person.name, person.email, password?.text,
                ])
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
                database, sql: "SELECT * FROM people WHERE email = ? AND password IS NOT NULL",
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
        }
    }
}

extension Person {
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
            email: try row.optionalText("email"))
    }
}
