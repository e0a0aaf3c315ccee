import Clinic
import Foundation
import GRDB
import Testing

@testable import Storage

@Suite struct DurabilityTests {
    private static let hospital = TemporaryStorage.hospital
    private static let appointment = TemporaryStorage.appointment
    private static let now = TemporaryStorage.now

    /// Something in every table.
    private static func fill(_ storage: TemporaryStorage) async throws {
        let stores = storage.stores
        let appointment = try await storage.startedAppointment()
        let (_, token) = try JoinToken.mint(
            for: TemporaryStorage.id(.patient), in: appointment, at: now, lifetime: .seconds(60)
        ).orThrow()
        _ = try await stores.tokens.mint(token)
        try await stores.sessions.insert(
            WebSession.begin(of: TemporaryStorage.person(.doctor), at: now).session)
        try await stores.chat.append(
            ChatMessage(
                id: .random(), hospital: hospital, appointment: appointment.id,
                sender: TemporaryStorage.id(.doctor), senderName: "D", senderRole: .doctor,
                text: "hello", sentAt: now))
        try await stores.consents.append(
            ConsentRecord(
                hospital: hospital, appointment: appointment.id, room: token.room,
                person: token.person, participant: .random(), answer: .agreed, at: now))
        let recording = CallRecording(
            id: .random(), hospital: hospital, appointment: appointment.id,
            requestedBy: TemporaryStorage.id(.doctor), startedAt: now)
        try await stores.recordings.insert(recording)
        try await stores.recordings.insert(
            RecordedFile(
                id: .random(), hospital: hospital, appointment: appointment.id,
                recording: recording.id, person: token.person, participant: .random(),
                path: "f.webm", openedAt: now))
        for kind in AuditKind.allCases {
            _ = try await stores.audit.append(AuditEvent(kind, in: hospital, at: now))
        }
    }

    /// Everything that can be asked of the first hospital, as text to compare.
    private static func contents(of stores: ClinicStores) async throws -> [String] {
        var dumped: [String] = []
        func add(_ value: some Any) {
            dumped.append("\(value)")
        }
        add(try await stores.appointments.appointments(in: hospital, limit: 100))
        add(try await stores.appointments.runningCalls())
        add(
            try await stores.chat.latestMessages(of: appointment, in: hospital, limit: 9)
                .map(\.text))
        add(try await stores.consents.consents(of: appointment, in: hospital))
        add(try await stores.recordings.recordings(of: appointment, in: hospital))
        add(try await stores.recordings.openFiles().map(\.path))
        add(
            try await stores.audit.entries(
                in: hospital, appointment: nil, after: 0, limit: 1000
            ).map(\.hash))
        add(try await stores.audit.verify(hospital))
        return dumped
    }

    @Test func `writes wait for the disk, and references are enforced`() async throws {
        let storage = try TemporaryStorage()
        let (journal, synchronous, foreignKeys) = try await storage.database.write { database in
            (
                try String.fetchOne(database, sql: "PRAGMA journal_mode"),
                try Int.fetchOne(database, sql: "PRAGMA synchronous"),
                try Int.fetchOne(database, sql: "PRAGMA foreign_keys")
            )
        }

        #expect(journal == "wal")
        #expect(synchronous == 2, "FULL")
        #expect(foreignKeys == 1)
    }

    @Test func `the file and its log are for the server's account alone`() async throws {
        let storage = try await TemporaryStorage.filled()

        for suffix in ["", "-wal", "-shm"] {
            let attributes = try FileManager.default.attributesOfItem(
                atPath: storage.path + suffix)
            #expect((attributes[.posixPermissions] as? Int) == 0o600)
        }
    }

    @Test func `a file that is closed and opened again says the same`() async throws {
        let storage = try await TemporaryStorage.filled()
        try await Self.fill(storage)
        let before = try await Self.contents(of: storage.stores)
        try storage.database.close()

        let reopened = try SQLiteDatabase(path: storage.path)
        #expect(try await Self.contents(of: reopened.stores) == before)
        try reopened.close()
    }

    @Test func `a server that is killed loses nothing that it had written`() async throws {
        let storage = try await TemporaryStorage.filled()
        try await Self.fill(storage)
        let before = try await Self.contents(of: storage.stores)

        // The files as they lie there while the first one is open: what kill -9 leaves behind.
        let killed = try SQLiteDatabase(path: try storage.copyOfFiles())
        #expect(try await Self.contents(of: killed.stores) == before)
        _ = try await killed.stores.audit.append(
            AuditEvent(.serverStarted, in: Self.hospital, at: Self.now))
        let count = Int64(AuditKind.allCases.count + 1)
        #expect(try await killed.stores.audit.verify(Self.hospital) == .intact(count: count))
        try killed.close()
    }

    @Test func `a log torn at any place leaves whole entries and an intact chain`() async throws {
        let storage = try await TemporaryStorage.filled()
        try await Self.fill(storage)
        let whole = try FileManager.default.attributesOfItem(atPath: storage.path + "-wal")
        let byteCount = try (whole[.size] as? Int).orThrow()
        var counts: Set<Int64> = []

        for step in 0..<24 {
            let path = try storage.copyOfFiles()
            let torn = try FileHandle(forWritingTo: URL(fileURLWithPath: path + "-wal"))
            try torn.truncate(atOffset: UInt64(byteCount * step / 24 + step * 37 % 4096))
            try torn.close()
            let database = try SQLiteDatabase(path: path)
            guard case .intact(let count) = try await database.stores.audit.verify(Self.hospital)
            else {
                Issue.record("torn at step \(step): the chain is broken")
                return
            }
            counts.insert(count)
            try database.close()
        }
        #expect(counts.count > 3, "the tears hit the audit entries")
    }

    @Test func `a file of a newer version is refused`() async throws {
        let storage = try TemporaryStorage()
        try await storage.database.write { database in
            try database.execute(sql: "INSERT INTO grdb_migrations VALUES ('99 of the future')")
        }
        try storage.database.close()

        #expect(throws: StoreError.unreadable) { try SQLiteDatabase(path: storage.path) }
    }

    @Test func `a damaged file throws and does not trap`() async throws {
        let storage = try await TemporaryStorage.filled()
        try await Self.fill(storage)
        try storage.database.close()
        let whole = try Data(contentsOf: URL(fileURLWithPath: storage.path))

        for step in 1..<40 {
            var damaged = whole
            for offset in stride(from: step * 97, to: damaged.count, by: 40 * 97) {
                damaged[offset] ^= 0x55
            }
            let path = storage.folder.appendingPathComponent("damaged-\(step)").path
            try damaged.write(to: URL(fileURLWithPath: path))
            guard let database = try? SQLiteDatabase(path: path) else { continue }
            _ = try? await Self.contents(of: database.stores)
            try? database.close()
        }
    }

    @Test func `values that nobody could have written throw`() async throws {
        let storage = try await TemporaryStorage.filled()
        try await storage.database.write { database in
            try database.execute(
                sql: """
                    UPDATE hospitals SET admission = 'nonsense';
                    UPDATE people SET password = 'nonsense';
                    """)
        }

        await #expect(throws: StoreError.unreadable) {
            try await storage.stores.hospitals.hospital(Self.hospital)
        }
        await #expect(throws: StoreError.unreadable) {
            try await storage.stores.people.account(email: "doctor@h1.test")
        }
    }
}

extension TemporaryStorage {
    /// Copies the file and its log as they are now; gives the copy's path.
    func copyOfFiles() throws -> String {
        let copy = folder.appendingPathComponent(UUIDText.random()).path
        for suffix in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix)
        }
        return copy
    }

    /// All that lies on the disk.
    func bytesOnDisk() throws -> [UInt8] {
        try ["", "-wal"].flatMap { suffix in
            [UInt8](try Data(contentsOf: URL(fileURLWithPath: path + suffix)))
        }
    }
}
