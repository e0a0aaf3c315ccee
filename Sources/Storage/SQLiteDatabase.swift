package import Clinic
internal import Foundation
internal import GRDB

/// The clinic's memory in one SQLite file: all of its ports, in WAL mode.
///
/// A write that has returned is on the disk (`synchronous = FULL`). Writes queue one behind the
/// other and reads run beside them, on GRDB's own queues: no caller's thread waits for the disk.
/// The file holds personal data: it and its log are made for the server's account alone.
package struct SQLiteDatabase: Sendable {
    /// How long a write waits for another process (a backup) that holds the file, in seconds.
    static let busyLimit = 5.0

    let pool: DatabasePool

    /// Opens or creates the file at `path`, whose folder must be there, and brings its tables up
    /// to this version. Opening repairs what a crash left, by SQLite's own log.
    ///
    /// - Throws: what SQLite says; ``StoreError/unreadable`` for a file of a newer version.
    package init(path: String) throws {
        var configuration = Configuration()
        configuration.busyMode = .timeout(Self.busyLimit)
        configuration.label = "aorta.storage"
        configuration.prepareDatabase { database in
            // What is deleted is zeroed: an erased recording's key must not linger in the file.
            try database.execute(sql: "PRAGMA secure_delete = ON")
        }
        Self.createPrivately(path)
        pool = try DatabasePool(path: path, configuration: configuration)
        // GRDB sets NORMAL when it enters WAL mode: a power cut could take consents with it.
        try pool.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
        }
        let migrator = Migrations.all
        guard try pool.read({ try !migrator.hasBeenSuperseded($0) }) else {
            throw StoreError.unreadable
        }
        try migrator.migrate(pool)
    }

    /// An empty file is an empty database; SQLite gives the log the permissions of its file.
    private static func createPrivately(_ path: String) {
        let files = FileManager.default
        guard !files.fileExists(atPath: path) else { return }
        // Where this fails, opening fails as well and says why.
        _ = files.createFile(
            atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
    }

    /// Waits for what runs, then lets go of the file; every later use throws.
    package func close() throws {
        try pool.close()
    }

    /// Every port of the clinic, on this file.
    package var stores: ClinicStores {
        ClinicStores(
            hospitals: SQLiteHospitalStore(database: self),
            people: SQLitePersonStore(database: self),
            appointments: SQLiteAppointmentStore(database: self),
            sessions: SQLiteSessionStore(database: self),
            tokens: SQLiteTokenStore(database: self),
            chat: SQLiteChatStore(database: self),
            consents: SQLiteConsentStore(database: self),
            recordings: SQLiteRecordingStore(database: self),
            audit: SQLiteAuditLog(database: self),
            reports: SQLiteConnectionReportStore(database: self),
            quality: SQLiteQualityStore(database: self),
            keys: SQLiteAPIKeyStore(database: self),
            webhooks: SQLiteWebhookStore(database: self),
            admissions: SQLiteAdmissionStore(database: self))
    }

    /// Where recordings' keys are kept: for who makes, opens and erases them, and nobody else.
    package var recordingKeys: any RecordingKeyStore { SQLiteRecordingKeyStore(database: self) }

    package var retention: any RetentionStore { SQLiteRetentionStore(database: self) }

    /// Writes the log back into the file, where what was deleted is zeroed, and cuts the log to
    /// nothing: it still held what was overwritten.
    ///
    /// - Throws: while another process reads for longer than ``busyLimit``.
    func forgetOverwritten() async throws {
        try await pool.writeWithoutTransaction { database in
            _ = try database.checkpoint(.truncate)
        }
    }

    /// Runs `body` in one transaction, alone; what it throws undoes it.
    ///
    /// - Throws: ``StoreError/conflict`` where a constraint of the tables is broken.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        do {
            return try await pool.write(body)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            throw StoreError.conflict
        }
    }

    /// Runs `body` on one unchanging state of the tables.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        try await pool.read(body)
    }
}
