import ArgumentParser
import Clinic
import Engine
import Foundation
import Recording

/// `aorta recordings export`.
struct ExportRecordings: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write recordings as files that any player takes, one a participant.",
        discussion: """
            Every chunk is checked before it counts. Of a damaged file nothing is left behind: \
            it says which chunk is not as it was written, and at which byte of the encrypted \
            file, and ends with 1. What is exported is in the clear: look after it.
            """)

    @Argument(help: "Recordings, as `aorta recordings list` names them.")
    var recordings: [String]

    @Option(help: ArgumentHelp("Write into this folder; it is made.", valueName: "folder"))
    var to = "."

    @OptionGroup var archive: ArchiveOptions

    func validate() throws {
        if recordings.isEmpty { throw ValidationError("which recordings?") }
    }

    func run() async throws {
        let archive = try archive.open()
        var isWhole = true
        for kept in try await archive.recordings(recordings) {
            guard !kept.isErased else {
                print("\(kept.recording.id.rawValue): erased")
                isWhole = false
                continue
            }
            for file in try await archive.files(of: kept) where file.deletedAt == nil {
                isWhole = try await export(file, of: kept.recording, archive) && isWhole
            }
        }
        if !isWhole { throw ExitCode.failure }
    }

    private func export(
        _ file: Clinic.RecordedFile, of recording: CallRecording, _ archive: RecordingsArchive
    ) async throws -> Bool {
        guard file.contents != nil else {
            print("\(file.path): is being written; try again when the recording has stopped")
            return false
        }
        guard let location = try await archive.vault.location(of: file) else { return false }
        try await archive.record(.recordingExported, of: recording, detail: file.id.rawValue)
        let target = to + "/" + file.path
        do {
            let end = try RecordingExport.write(location, to: target)
            print(target + (end.isComplete ? "" : "  (interrupted: its end was not written)"))
            return true
        } catch let failure as RecordedFileReader.Failure {
            print("\(file.path): \(failure.text)")
            return false
        }
    }
}

/// From an encrypted file to one in the clear.
enum RecordingExport {
    /// Writes `target`, readable by its owner alone, or nothing.
    ///
    /// - Throws: ``RecordedFileReader/Failure``, or what the disk says.
    static func write(
        _ location: RecordedFileLocation, to target: String
    ) throws -> RecordingEnd {
        try FileManager.default.createDirectory(
            atPath: (target as NSString).deletingLastPathComponent,
            withIntermediateDirectories: true)
        let unfinished = target + ".part"
        guard
            FileManager.default.createFile(
                atPath: unfinished, contents: nil, attributes: [.posixPermissions: 0o600]),
            let handle = FileHandle(forWritingAtPath: unfinished)
        else { throw StartFailure("\(unfinished) cannot be written") }
        defer { try? FileManager.default.removeItem(atPath: unfinished) }
        defer { try? handle.close() }
        var end: RecordingEnd?
        try RecordedFileReader.readAll(location) { piece throws(RecordedFileReader.Failure) in
            do {
                switch piece {
                case .media(let bytes):
                    try handle.seekToEnd()
                    try handle.write(contentsOf: bytes)
                case .patch(let patch):
                    try handle.seek(toOffset: UInt64(clamping: patch.offset))
                    try handle.write(contentsOf: patch.bytes)
                case .end(let last): end = last
                }
            } catch {
                throw .disk(errno)
            }
        }
        try handle.synchronize()
        guard let end, rename(unfinished, target) == 0
        else { throw StartFailure("\(target) cannot be written") }
        return end
    }
}

extension RecordedFileReader.Failure {
    /// For the operator.
    var text: String {
        switch self {
        case .disk(let code): String(cString: strerror(code))
        case .damaged(let damage): damage.description
        }
    }
}
