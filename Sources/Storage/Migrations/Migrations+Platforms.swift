/// What platforms and operators bring: their own names of appointments, what is cancelled and who
/// is disabled, and keys. A key's hospital is null for one over all of them.
extension Migrations {
    static let platforms = """
        ALTER TABLE people ADD COLUMN disabled_at INTEGER;
        CREATE INDEX people_by_name ON people (hospital, name, id);

        ALTER TABLE appointments ADD COLUMN external_id TEXT;
        ALTER TABLE appointments ADD COLUMN cancelled_at INTEGER;
        CREATE UNIQUE INDEX appointments_by_external_id ON appointments (hospital, external_id)
            WHERE external_id IS NOT NULL;

        CREATE TABLE api_keys (
            sequence INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64),
            hospital TEXT REFERENCES hospitals (id),
            name TEXT NOT NULL,
            scopes TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            expires_at INTEGER,
            revoked_at INTEGER,
            last_used_at INTEGER
        ) STRICT;
        CREATE INDEX api_keys_by_hospital ON api_keys (hospital, sequence);
        """

    /// What a hospital trusts besides keys: tokens that its platform signs itself.
    static let platformTrusts = """
        CREATE TABLE platform_trusts (
            hospital TEXT NOT NULL PRIMARY KEY REFERENCES hospitals (id),
            issuer TEXT NOT NULL UNIQUE CHECK (length(CAST(issuer AS BLOB)) <= 255),
            audience TEXT NOT NULL CHECK (length(CAST(audience AS BLOB)) <= 255),
            key_set TEXT NOT NULL CHECK (length(CAST(key_set AS BLOB)) <= 65536),
            scopes TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    /// The events are the audit log's own entries; here is how far each platform has come.
    static let webhooks = """
        CREATE TABLE webhooks (
            hospital TEXT NOT NULL PRIMARY KEY REFERENCES hospitals (id),
            id TEXT NOT NULL,
            url TEXT NOT NULL CHECK (length(CAST(url AS BLOB)) <= 2048),
            secret TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            failures INTEGER NOT NULL,
            next_attempt_at INTEGER
        ) STRICT, WITHOUT ROWID;
        """
}
