/// Recordings' keys, wrapped, and how long recordings are kept. A recording without a key was
/// erased. In a retention rule the appointment is '' for the whole hospital.
extension Migrations {
    static let recordingKeys = """
        CREATE TABLE key_encryption_key (
            one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
            id TEXT NOT NULL UNIQUE
        ) STRICT;

        CREATE TABLE recording_keys (
            recording TEXT NOT NULL PRIMARY KEY REFERENCES recordings (id),
            key_encryption_key TEXT NOT NULL,
            wrapped TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE recording_retention (
            hospital TEXT NOT NULL REFERENCES hospitals (id),
            appointment TEXT NOT NULL,
            days INTEGER NOT NULL CHECK (days BETWEEN 0 AND 36500),
            PRIMARY KEY (hospital, appointment)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE recording_holds (
            recording TEXT NOT NULL PRIMARY KEY REFERENCES recordings (id),
            since INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}
