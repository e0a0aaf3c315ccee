import Clinic
import Engine
import Foundation
import Logging
import Recording
import Storage
import Testing

@testable import Aorta

/// The operator's key, and what is encrypted with it.
@Suite struct RecordingVaultTests {
    /// A server's data folder with a demo hospital in it.
    private final class Data {
        let folder: String
        let database: SQLiteDatabase

        var keyFile: String { folder + "/recordings.key" }
        var vault: RecordingVault { vault(.file(keyFile)) }

        init() async throws {
            folder = FileManager.default.temporaryDirectory.path + "/aorta-" + UUID().uuidString
            try FileManager.default.createDirectory(
                atPath: folder + "/recordings", withIntermediateDirectories: true)
            database = try SQLiteDatabase(path: folder + "/aorta.sqlite")
            try await DemoData.prepare(database.stores, at: WallTime(milliseconds: 0))
        }

        deinit {
            try? database.close()
            try? FileManager.default.removeItem(atPath: folder)
        }

        func vault(_ source: KeySource) -> RecordingVault {
            RecordingVault(
                store: database.recordingKeys, source: source, folder: folder + "/recordings")
        }

        var erasure: RecordingErasure {
            RecordingErasure(
                stores: database.stores, keys: database.recordingKeys,
                retention: database.retention, folder: folder + "/recordings")
        }

        func prepare(_ vault: RecordingVault) async throws {
            try await vault.prepare(makesFile: true, logger: Logger(label: "test"))
        }

        /// A recording of one file, whole and closed.
        func record(_ name: String, _ media: [UInt8]) async throws -> Clinic.RecordedFile {
            let vault = vault
            let file = Clinic.RecordedFile(
                id: RecordedFileID(rawValue: name + "-file"),
                hospital: HospitalID(rawValue: "demo-hospital"),
                appointment: DemoData.appointment, recording: CallRecordingID(rawValue: name),
                person: PersonID(rawValue: "demo-doctor"),
                participant: ParticipantID(rawValue: "demo-doctor"), path: name + "/one.webm",
                openedAt: WallTime(milliseconds: 1_000_000))
            let stores = database.stores
            try await stores.recordings.insert(
                CallRecording(
                    id: file.recording, hospital: file.hospital, appointment: file.appointment,
                    requestedBy: file.person, startedAt: file.openedAt))
            let key = try await vault.makeKey(of: file.recording)
            try await stores.recordings.insert(file)
            try await stores.recordings.stop(
                file.recording, in: file.hospital, at: WallTime(milliseconds: 2_000_000))
            try await stores.recordings.close(
                file.id, in: file.hospital,
                contents: .init(
                    byteCount: Int64(media.count), duration: .seconds(1), codecs: "opus"))
            let cipher = RecordingCipher(creating: file.path, key: key)
            let end = RecordingEnd(
                isComplete: true, chunkCount: 1, mediaByteCount: media.count)
            let bytes =
                cipher.fileHead + cipher.seal(media[...], as: .media, number: 0)
                + cipher.seal(end.bytes[...], as: .end, number: 1)
            try FileManager.default.createDirectory(
                atPath: folder + "/recordings/" + name, withIntermediateDirectories: true)
            try Foundation.Data(bytes).write(to: URL(filePath: vault.path(of: file)))
            return file
        }

        func read(_ file: Clinic.RecordedFile, by vault: RecordingVault) async throws -> [UInt8]? {
            guard let location = try await vault.location(of: file) else { return nil }
            let reader = try RecordedFileReader(location)
            return try reader.read(0..<reader.byteCount)
        }

        func kept(_ name: String) async throws -> KeptRecording {
            let kept = try await database.retention.keptRecording(
                CallRecordingID(rawValue: name))
            return try #require(kept)
        }

        var audited: [String] {
            get async throws {
                try await database.stores.audit.entries(
                    in: HospitalID(rawValue: "demo-hospital"), appointment: nil, after: 0,
                    limit: 100
                ).map { "\($0.event.kind.rawValue) \($0.event.detail ?? "")" }
            }
        }
    }

    private static let media: [UInt8] = Array("what was said".utf8)

    @Test func `the first start makes a key that only the server can read`() async throws {
        let data = try await Data()
        try await data.prepare(data.vault)

        let attributes = try FileManager.default.attributesOfItem(atPath: data.keyFile)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let file = try await data.record("r1", Self.media)
        try await data.prepare(data.vault)
        #expect(try await data.read(file, by: data.vault) == Self.media)
    }

    @Test func `a key that is gone, or another, stops the start and is not made anew`() async throws
    {
        let data = try await Data()
        try await data.prepare(data.vault)
        _ = try await data.record("r1", Self.media)

        try FileManager.default.moveItem(atPath: data.keyFile, toPath: data.folder + "/kept")
        await #expect(throws: StartFailure.self) { try await data.prepare(data.vault) }
        #expect(!FileManager.default.fileExists(atPath: data.keyFile))
        _ = try KeyFile.make(at: data.keyFile)
        await #expect(throws: StartFailure.self) { try await data.prepare(data.vault) }
        try await data.prepare(data.vault(.file(data.folder + "/kept")))
    }

    @Test func `a rotation gives another key in the file's place; a running server goes on`()
        async throws
    {
        let data = try await Data()
        let running = data.vault
        try await data.prepare(running)
        let file = try await data.record("r1", Self.media)
        #expect(try await data.read(file, by: running) == Self.media)
        let before = try #require(FileManager.default.contents(atPath: data.keyFile))
        let encrypted = FileManager.default.contents(atPath: running.path(of: file))

        let (count, key) = try await data.vault.rotate(to: nil)

        #expect(count == 1)
        #expect(try KeySource.file(data.keyFile).keys().map(\.id) == [key])
        #expect(FileManager.default.contents(atPath: data.keyFile) != before)
        #expect(FileManager.default.contents(atPath: running.path(of: file)) == encrypted)
        #expect(try await data.read(file, by: running) == Self.media)
        let later = try await data.record("r2", [1, 2])
        #expect(try await data.read(later, by: running) == [1, 2])
        _ = try await running.makeKey(of: CallRecordingID(rawValue: try await other(data)))
    }

    /// A recording that has no key yet.
    private func other(_ data: Data) async throws -> String {
        try await data.database.stores.recordings.insert(
            CallRecording(
                id: CallRecordingID(rawValue: "r3"),
                hospital: HospitalID(rawValue: "demo-hospital"),
                appointment: DemoData.appointment, requestedBy: PersonID(rawValue: "demo-doctor"),
                startedAt: WallTime(milliseconds: 1)))
        return "r3"
    }

    @Test func `a rotation that was cut off on either side is finished by the next start`()
        async throws
    {
        let data = try await Data()
        try await data.prepare(data.vault)
        let file = try await data.record("r1", Self.media)
        let successor = KeySource.successor(of: data.keyFile)

        // Before anything was rewrapped.
        _ = try KeyFile.make(at: successor)
        try await data.prepare(data.vault)
        #expect(!FileManager.default.fileExists(atPath: successor))
        #expect(try await data.read(file, by: data.vault) == Self.media)

        // Behind it: the file is still to be replaced.
        let new = try KeyFile.make(at: data.folder + "/next")
        _ = try await data.vault.rotate(to: .file(data.folder + "/next"))
        try FileManager.default.moveItem(atPath: data.folder + "/next", toPath: successor)
        #expect(FileManager.default.fileExists(atPath: data.keyFile))
        let vault = data.vault
        try await data.prepare(vault)
        #expect(try KeySource.file(data.keyFile).keys().map(\.id) == [new.id])
        #expect(try await data.read(file, by: vault) == Self.media)
    }

    @Test func `a key comes from the environment or a command, and is rotated to one`() async throws
    {
        let data = try await Data()
        let line = "echo " + String(repeating: "0f", count: 32)
        let command = data.vault(.command(line))
        try await command.prepare(makesFile: false, logger: Logger(label: "test"))

        #expect(KeySource("command:\(line)") == .command(line))
        #expect(KeySource("file:/k") == .file("/k"))
        #expect(KeySource("environment:KEY") == .environment("KEY"))
        #expect(KeySource("/k") == nil && KeySource("ftp:k") == nil)
        #expect(throws: StartFailure.self) { try KeySource.command("echo 12").keys() }
        #expect(throws: StartFailure.self) { try KeySource.command(line + "; false").keys() }
        await #expect(throws: StartFailure.self) { _ = try await command.rotate(to: nil) }
        _ = try KeyFile.make(at: data.keyFile)
        #expect(try await command.rotate(to: .file(data.keyFile)).count == 0)
        try await data.prepare(data.vault)
    }

    @Test func `what was erased is not opened by all that is left on the disk`() async throws {
        let data = try await Data()
        try await data.prepare(data.vault)
        let gone = try await data.record("gone", Self.media)
        let stays = try await data.record("stays", [7, 8, 9])
        let wrapped = try #require(try await data.database.recordingKeys.key(of: gone.recording))
        let encrypted = FileManager.default.contents(atPath: data.vault.path(of: gone))

        try await data.erasure.erase(
            try await data.kept("gone"), because: .operator, at: WallTime(milliseconds: 3_000_000))

        #expect(!FileManager.default.fileExists(atPath: data.folder + "/recordings/gone"))
        #expect(try await data.read(stays, by: data.vault) == [7, 8, 9])
        // A copy of the file, the operator's key and the whole database do not open it.
        let key = try #require(try KeySource.file(data.keyFile).keys().first)
        for name in ["aorta.sqlite", "aorta.sqlite-wal", "aorta.sqlite-shm"] {
            let left = FileManager.default.contents(atPath: data.folder + "/" + name) ?? .init()
            let runs = left.split { !(0x30...0x66).contains($0) }.filter { $0.count >= 120 }
            for run in runs.map(Array.init) {
                for start in 0...(run.count - 120) {
                    let text = String(decoding: run[start..<(start + 120)], as: UTF8.self)
                    guard let bytes = Hex.bytes(of: text) else { continue }
                    #expect(bytes != wrapped.bytes)
                    #expect(key.unwrap(bytes, ofRecording: "gone") == nil)
                }
            }
        }
        try FileManager.default.createDirectory(
            atPath: data.folder + "/recordings/gone", withIntermediateDirectories: true)
        try encrypted?.write(to: URL(filePath: data.vault.path(of: gone)))
        #expect(try await data.read(gone, by: data.vault) == nil)
        let audited = try await data.audited
        #expect(audited.contains("recording_deleted gone operator"))
        let file = try await data.database.stores.recordings.file(gone.id, in: gone.hospital)
        #expect(file?.deletedAt != nil)
        // What came back is taken away again.
        #expect(try await data.erasure.sweep(at: WallTime(milliseconds: 4_000_000)) == 0)
        #expect(!FileManager.default.fileExists(atPath: data.folder + "/recordings/gone"))
    }

    @Test func `a sweep erases what is due, and neither what is held nor what runs`() async throws {
        let data = try await Data()
        try await data.prepare(data.vault)
        for name in ["due", "held"] { _ = try await data.record(name, Self.media) }
        let retention = data.database.retention
        let day = WallTime(milliseconds: 2_000_000 + 86_400_000)
        try await retention.setRetention(
            days: 1, in: HospitalID(rawValue: "demo-hospital"), appointment: nil)
        try await retention.setHold(on: CallRecordingID(rawValue: "held"), since: day)

        #expect(try await data.erasure.sweep(at: day + .seconds(-1)) == 0)
        #expect(try await data.erasure.sweep(at: day) == 1)
        #expect(try await data.kept("due").isErased)
        #expect(try await !data.kept("held").isErased)
        await #expect(throws: RecordingErasure.Refusal.held) {
            try await data.erasure.erase(
                try await data.kept("held"), because: .operator, at: day)
        }
        #expect(try await data.audited.contains("recording_deleted due retention"))
    }

    @Test func `an export is what was recorded, or nothing and the place that is damaged`()
        async throws
    {
        let data = try await Data()
        try await data.prepare(data.vault)
        let file = try await data.record("r1", Self.media)
        let location = try #require(try await data.vault.location(of: file))
        let target = data.folder + "/out/r1/one.webm"

        let end = try RecordingExport.write(location, to: target)
        #expect(end.isComplete)
        #expect(FileManager.default.contents(atPath: target).map(Array.init) == Self.media)
        try FileManager.default.removeItem(atPath: target)

        var bytes = try #require(FileManager.default.contents(atPath: location.path))
        bytes[60] ^= 1
        try bytes.write(to: URL(filePath: location.path))
        #expect(
            throws: RecordedFileReader.Failure.damaged(
                RecordingDamage(.altered, chunk: 0, offset: 48))
        ) { try RecordingExport.write(location, to: target) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: data.folder + "/out/r1") == [])
        #expect(
            RecordedFileReader.Failure.damaged(RecordingDamage(.altered, chunk: 7, offset: 99)).text
                == "chunk 7, at byte 99: not what was written here with this recording's key")
    }
}
