import Clinic
import Engine
import Foundation
import Logging
import Recording
import Storage
import Testing

@testable import Aorta

@Suite struct InterruptedRecordingsTests {
    private static let hospital = HospitalID(rawValue: "demo-hospital")

    private func file(_ name: String) -> Clinic.RecordedFile {
        Clinic.RecordedFile(
            id: RecordedFileID(rawValue: name), hospital: Self.hospital,
            appointment: DemoData.appointment,
            recording: CallRecordingID(rawValue: "recording"),
            person: PersonID(rawValue: "demo-doctor"),
            participant: ParticipantID(rawValue: "demo-doctor"), path: name + ".webm",
            openedAt: WallTime(milliseconds: 1_000_000))
    }

    @Test func `what a crash left open gets what it has on the disk, and an end`() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/aorta-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let database = try SQLiteDatabase(path: folder + "/aorta.sqlite")
        let stores = database.stores
        let vault = RecordingVault(
            store: database.recordingKeys, source: .file(folder + "/key"), folder: folder)
        let whole = Clinic.RecordedFile.Contents(
            byteCount: 9, duration: .seconds(2), codecs: "opus")
        try await vault.prepare(makesFile: true, logger: Logger(label: "test"))
        try await DemoData.prepare(stores, at: WallTime(milliseconds: 0))
        try await stores.recordings.insert(
            CallRecording(
                id: CallRecordingID(rawValue: "recording"), hospital: Self.hospital,
                appointment: DemoData.appointment,
                requestedBy: PersonID(rawValue: "demo-doctor"),
                startedAt: WallTime(milliseconds: 1_000_000)))
        for name in ["cut", "lost", "whole"] {
            try await stores.recordings.insert(file(name))
        }
        try await stores.recordings.close(
            file("whole").id, in: Self.hospital, contents: whole)
        let key = try await vault.makeKey(of: CallRecordingID(rawValue: "recording"))
        let path = folder + "/cut.webm.enc"
        let cipher = RecordingCipher(creating: "cut.webm", key: key)
        let media = [UInt8](repeating: 7, count: 300)
        let written =
            cipher.fileHead + cipher.seal(media[...], as: .media, number: 0)
            + cipher.seal(media[...], as: .media, number: 1).prefix(200)
        try Data(written).write(to: URL(filePath: path))
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1_004.5)], ofItemAtPath: path)

        try await InterruptedRecordings.close(
            in: stores, vault: vault, logger: Logger(label: "test"))

        func contents(_ name: String) async throws -> Clinic.RecordedFile.Contents? {
            try await stores.recordings.file(file(name).id, in: Self.hospital)?.contents
        }
        let cut = try #require(try await contents("cut"))
        #expect(cut.byteCount == 300 && cut.duration == .milliseconds(4_500))
        #expect(try await contents("lost")?.byteCount == 0)
        #expect(try await contents("whole") == whole)
        #expect(try await stores.recordings.openFiles().isEmpty)
        let location = try #require(try await vault.location(of: file("cut")))
        let reader = try RecordedFileReader(location)
        #expect(try reader.read(0..<300) == media)
        #expect(!reader.isComplete)
        try database.close()
    }
}
