/// What is only ever added to: conversations, consents, recordings, and the audit log.
extension Migrations {
    static let chatConsentsAndRecordings = """
        CREATE TABLE chat_messages (
            sequence INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            hospital TEXT NOT NULL,
            appointment TEXT NOT NULL,
            sender TEXT NOT NULL,
            sender_name TEXT NOT NULL,
            sender_role TEXT NOT NULL,
            text TEXT NOT NULL CHECK (length(CAST(text AS BLOB)) <= 16000),
            sent_at INTEGER NOT NULL,
            FOREIGN KEY (hospital, appointment) REFERENCES appointments (hospital, id),
            FOREIGN KEY (hospital, sender) REFERENCES people (hospital, id)
        ) STRICT;
        CREATE INDEX chat_messages_by_appointment
            ON chat_messages (hospital, appointment, sequence);

        CREATE TABLE consents (
            sequence INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            hospital TEXT NOT NULL,
            appointment TEXT NOT NULL,
            room TEXT NOT NULL,
            person TEXT NOT NULL,
            participant TEXT NOT NULL,
            answer TEXT NOT NULL CHECK (answer IN ('agreed', 'refused', 'withdrawn')),
            at INTEGER NOT NULL,
            FOREIGN KEY (hospital, appointment) REFERENCES appointments (hospital, id),
            FOREIGN KEY (hospital, person) REFERENCES people (hospital, id)
        ) STRICT;
        CREATE INDEX consents_by_appointment ON consents (hospital, appointment, sequence);
        CREATE TRIGGER consents_are_never_changed BEFORE UPDATE ON consents
            BEGIN SELECT RAISE(ABORT, 'consents are append-only'); END;
        CREATE TRIGGER consents_are_never_deleted BEFORE DELETE ON consents
            BEGIN SELECT RAISE(ABORT, 'consents are append-only'); END;

        CREATE TABLE recordings (
            id TEXT NOT NULL PRIMARY KEY,
            hospital TEXT NOT NULL,
            appointment TEXT NOT NULL,
            requested_by TEXT NOT NULL,
            started_at INTEGER NOT NULL,
            stopped_at INTEGER,
            UNIQUE (hospital, appointment, id),
            FOREIGN KEY (hospital, appointment) REFERENCES appointments (hospital, id),
            FOREIGN KEY (hospital, requested_by) REFERENCES people (hospital, id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE recorded_files (
            sequence INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            hospital TEXT NOT NULL,
            appointment TEXT NOT NULL,
            recording TEXT NOT NULL,
            person TEXT NOT NULL,
            participant TEXT NOT NULL,
            path TEXT NOT NULL,
            opened_at INTEGER NOT NULL,
            byte_count INTEGER,
            duration_milliseconds INTEGER,
            codecs TEXT,
            deleted_at INTEGER,
            FOREIGN KEY (hospital, appointment, recording)
                REFERENCES recordings (hospital, appointment, id),
            FOREIGN KEY (hospital, person) REFERENCES people (hospital, id),
            CHECK ((byte_count IS NULL) = (duration_milliseconds IS NULL)),
            CHECK ((byte_count IS NULL) = (codecs IS NULL))
        ) STRICT;
        CREATE INDEX recorded_files_by_appointment
            ON recorded_files (hospital, appointment, sequence);
        """

    /// The log points at nothing by key: it must outlive what it tells of. The hospital is '' in
    /// the server's own chain. A head may only go one entry further.
    static let audit = """
        CREATE TABLE audit_entries (
            hospital TEXT NOT NULL,
            sequence INTEGER NOT NULL,
            kind TEXT NOT NULL,
            actor TEXT,
            appointment TEXT,
            source TEXT,
            detail TEXT,
            at INTEGER NOT NULL,
            previous_hash TEXT NOT NULL,
            hash TEXT NOT NULL,
            PRIMARY KEY (hospital, sequence)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX audit_entries_by_appointment
            ON audit_entries (hospital, appointment, sequence);
        CREATE TRIGGER audit_entries_are_never_changed BEFORE UPDATE ON audit_entries
            BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
        CREATE TRIGGER audit_entries_are_never_deleted BEFORE DELETE ON audit_entries
            BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

        CREATE TABLE audit_heads (
            hospital TEXT NOT NULL PRIMARY KEY,
            count INTEGER NOT NULL,
            hash TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER audit_heads_go_forward BEFORE UPDATE ON audit_heads
            WHEN NEW.hospital <> OLD.hospital OR NEW.count <> OLD.count + 1
            BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
        CREATE TRIGGER audit_heads_are_never_deleted BEFORE DELETE ON audit_heads
            BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
        """

    /// How an answer was given, and to which words; consents of before are answers to unknown ones.
    static let textsOfConsents = """
        ALTER TABLE consents ADD COLUMN way TEXT NOT NULL DEFAULT 'answered'
            CHECK (way IN ('asked', 'answered'));
        ALTER TABLE consents ADD COLUMN text_version TEXT;
        ALTER TABLE consents ADD COLUMN text_language TEXT;
        """
}
