internal import Clinic
internal import GRDB

/// Platforms' keys, in the table `api_keys`; scopes are words with blanks between.
struct SQLiteAPIKeyStore: APIKeyStore {
    /// A use is written when the last that was written is older.
    private static let usePrecision = Duration.seconds(60)

    let database: SQLiteDatabase

    func insert(_ key: APIKey) async throws {
        try await database.write { database in
            try database.execute(
                sql: """
                    INSERT INTO api_keys (id, hash, hospital, name, scopes, created_at,
                        expires_at, revoked_at, last_used_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    key.id.rawValue, key.hash.hex, key.hospital?.rawValue, key.name,
                    key.scopes.map(\.rawValue).sorted().joined(separator: " "),
                    key.createdAt.milliseconds, key.expiresAt?.milliseconds,
                    key.revokedAt?.milliseconds, key.lastUsedAt?.milliseconds,
                ])
        }
    }

    func use(_ hash: SecretHash, at now: WallTime) async throws -> APIKey? {
        let key = try await database.read { database in
            try Row.fetchOne(
                database, sql: "SELECT * FROM api_keys WHERE hash = ?", arguments: [hash.hex]
            ).map(APIKey.init(row:))
        }
        guard var key, key.isLive(at: now), isUseDue(key, now) else { return key }
        key.lastUsedAt = now
        let id = key.id
        try await database.write { database in
            try database.execute(
                sql: "UPDATE api_keys SET last_used_at = ? WHERE id = ?",
                arguments: [now.milliseconds, id.rawValue])
        }
        return key
    }

    func keys(of hospital: HospitalID?, limit: Int) async throws -> [APIKey] {
        try await database.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM api_keys WHERE :hospital IS NULL OR hospital = :hospital
                    ORDER BY sequence LIMIT :limit
                    """,
                arguments: ["hospital": hospital?.rawValue, "limit": limit]
            ).map(APIKey.init(row:))
        }
    }

    func revoke(_ id: APIKeyID, at now: WallTime) async throws -> APIKey? {
        try await database.write { database in
            try database.execute(
                sql: "UPDATE api_keys SET revoked_at = coalesce(revoked_at, ?) WHERE id = ?",
                arguments: [now.milliseconds, id.rawValue])
            return try Row.fetchOne(
                database, sql: "SELECT * FROM api_keys WHERE id = ?", arguments: [id.rawValue]
            ).map(APIKey.init(row:))
        }
    }

    /// A clock that was set back counts as well.
    private func isUseDue(_ key: APIKey, _ now: WallTime) -> Bool {
        key.lastUsedAt.map { now - $0 >= Self.usePrecision || now < $0 } ?? true
    }
}

extension APIKey {
    /// Scopes of a newer version are left out: this one knows no doors that they open.
    fileprivate init(row: Row) throws {
        let scopes = try row.text("scopes").split(separator: " ")
        self.init(
            id: try row.identifier("id"), hash: try row.hash("hash"),
            hospital: try row.optionalText("hospital").map(HospitalID.init(rawValue:)),
            name: try row.text("name"),
            scopes: Set(scopes.compactMap { APIScope(rawValue: String($0)) }),
            createdAt: try row.time("created_at"),
            expiresAt: try row.optionalTime("expires_at"),
            revokedAt: try row.optionalTime("revoked_at"),
            lastUsedAt: try row.optionalTime("last_used_at"))
    }
}
