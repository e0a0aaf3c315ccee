internal import Clinic
internal import GRDB

/// Whose own tokens hospitals trust, in the table `platform_trusts`.
extension SQLiteAPIKeyStore {
    func save(_ trust: PlatformTrust) async throws {
        try await database.write { database in
            try database.execute(
                sql: """
                    INSERT INTO platform_trusts (hospital, issuer, audience, key_set, scopes)
                    VALUES (?, ?, ?, ?, ?)
                    ON CONFLICT (hospital) DO UPDATE SET issuer = excluded.issuer,
                        audience = excluded.audience, key_set = excluded.key_set,
                        scopes = excluded.scopes
                    """,
                arguments: [
                    trust.hospital.rawValue, trust.issuer, trust.audience, trust.keySet,
                    trust.scopes.map(\.rawValue).sorted().joined(separator: " "),
                ])
        }
    }

    func trust(issuer: String) async throws -> PlatformTrust? {
        try await database.read { database in
            try Row.fetchOne(
                database, sql: "SELECT * FROM platform_trusts WHERE issuer = ?",
                arguments: [issuer]
            ).map(PlatformTrust.init(row:))
        }
    }

    func trust(of hospital: HospitalID) async throws -> PlatformTrust? {
        try await database.read { database in
            try Row.fetchOne(
                database, sql: "SELECT * FROM platform_trusts WHERE hospital = ?",
                arguments: [hospital.rawValue]
            ).map(PlatformTrust.init(row:))
        }
    }

    func removeTrust(of hospital: HospitalID) async throws -> Bool {
        try await database.write { database in
            try database.execute(
                sql: "DELETE FROM platform_trusts WHERE hospital = ?",
                arguments: [hospital.rawValue])
            return database.changesCount > 0
        }
    }
}

extension PlatformTrust {
    fileprivate init(row: Row) throws {
        let scopes = try row.text("scopes").split(separator: " ")
        self.init(
            hospital: try row.identifier("hospital"), issuer: try row.text("issuer"),
            audience: try row.text("audience"), keySet: try row.text("key_set"),
            scopes: Set(scopes.compactMap { APIScope(rawValue: String($0)) }))
    }
}
