import Clinic
import Foundation
import Logging
import Storage
import Testing

@testable import Aorta

@Suite struct InterruptedRecordingsTests {
    private static let hospital = HospitalID(rawValue: "demo-hospital")

    private func file(_ name: String) -> RecordedFile {
        RecordedFile(
            id: RecordedFileID(rawValue: name), hospital: Self.hospital,
            appointment: DemoData.appointment,
            recording: CallRecordingID(rawValue: "recording"),
            person: PersonID(rawValue: "demo-doctor"),
            participant: ParticipantID(rawValue: "demo-doctor"), path: name + ".webm",
            openedAt: WallTime(milliseconds: 1_000_000))
    }

    @Test func `what a crash left open gets the length it has on the disk`() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/aorta-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let database = try SQLiteDatabase(path: folder + "/aorta.sqlite")
        let stores = database.stores
        let whole = RecordedFile.Contents(byteCount: 9, duration: .seconds(2), codecs: "opus")
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
        let path = folder + "/cut.webm"
        try Data(repeating: 7, count: 300).write(to: URL(filePath: path))
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1_004.5)], ofItemAtPath: path)

        try await InterruptedRecordings.close(
            in: stores, folder: folder, logger: Logger(label: "test"))

        func contents(_ name: String) async throws -> RecordedFile.Contents? {
            try await stores.recordings.file(file(name).id, in: Self.hospital)?.contents
        }
        let cut = try #require(try await contents("cut"))
        #expect(cut.byteCount == 300 && cut.duration == .milliseconds(4_500))
        #expect(try await contents("lost")?.byteCount == 0)
        #expect(try await contents("whole") == whole)
        #expect(try await stores.recordings.openFiles().isEmpty)
        try database.close()
    }
}
