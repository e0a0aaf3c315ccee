internal import Clinic
internal import GRDB

/// Wrapped keys of recordings. What is erased is overwritten (`secure_delete`), and the log that
/// still has it is written back and cut to nothing.
struct SQLiteRecordingKeyStore: RecordingKeyStore {
    let database: SQLiteDatabase

    func currentKeyEncryptionKey() async throws -> String? {
        try await database.read { try Self.current(in: $0) }
    }

    func adoptKeyEncryptionKey(_ id: String) async throws {
        try await database.write { database in
            let current = try Self.current(in: database)
            guard current == nil || current == id else { throw StoreError.conflict }
            try Self.setCurrent(id, in: database)
        }
    }

    func insert(_ key: WrappedRecordingKey) async throws {
        try await database.write { database in
            guard try Self.current(in: database) == key.keyEncryptionKey
            else { throw StoreError.conflict }
            try database.execute(
                sql: """
                    INSERT INTO recording_keys (recording, key_encryption_key, wrapped)
                    VALUES (?, ?, ?)
                    """,
                arguments: [key.recording.rawValue, key.keyEncryptionKey, Hex.text(of: key.bytes)])
        }
    }

    func key(of recording: CallRecordingID) async throws -> WrappedRecordingKey? {
        try await database.read { database in
            try Row.fetchOne(
                database, sql: "SELECT * FROM recording_keys WHERE recording = ?",
                arguments: [recording.rawValue]
            ).map(WrappedRecordingKey.init(row:))
        }
    }

    func rewrap(
        for id: String, _ wrap: @escaping @Sendable (WrappedRecordingKey) throws -> [UInt8]
    ) async throws -> Int {
        let count = try await database.write { database in
            let keys = try Row.fetchAll(database, sql: "SELECT * FROM recording_keys")
                .map(WrappedRecordingKey.init(row:))
            for key in keys {
                try database.execute(
                    sql: """
                        UPDATE recording_keys SET key_encryption_key = ?, wrapped = ?
                        WHERE recording = ?
                        """,
                    arguments: [id, Hex.text(of: try wrap(key)), key.recording.rawValue])
            }
            try Self.setCurrent(id, in: database)
            return keys.count
        }
        try await database.forgetOverwritten()
        return count
    }

    func erase(_ recordings: [CallRecordingID]) async throws {
        try await database.write { database in
            for recording in recordings {
                try database.execute(
                    sql: """
                        UPDATE recording_keys
                        SET wrapped = substr(hex(zeroblob(length(wrapped))), 1, length(wrapped))
                        WHERE recording = ?
                        """, arguments: [recording.rawValue])
                try database.execute(
                    sql: "DELETE FROM recording_keys WHERE recording = ?",
                    arguments: [recording.rawValue])
            }
        }
        try await database.forgetOverwritten()
    }

    private static func current(in database: Database) throws -> String? {
        try String.fetchOne(database, sql: "SELECT id FROM key_encryption_key")
    }

    private static func setCurrent(_ id: String, in database: Database) throws {
        try database.execute(
            sql: "INSERT OR REPLACE INTO key_encryption_key (one, id) VALUES (1, ?)",
            arguments: [id])
    }
}

extension WrappedRecordingKey {
    fileprivate init(row: Row) throws {
        self.init(
            recording: try row.identifier("recording"),
            keyEncryptionKey: try row.text("key_encryption_key"), bytes: try row.bytes("wrapped"))
    }
}
