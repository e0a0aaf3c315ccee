import ArgumentParser
import Clinic

/// `aorta recordings list`.
struct ListRecordings: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Name every recording and its files.",
        discussion: "Needs no key: nothing of the media is read.")

    @OptionGroup var archive: ArchiveOptions

    func run() async throws {
        let archive = try archive.open()
        for kept in try await archive.recordings([]) {
            let recording = kept.recording
            print(
                "\(recording.id.rawValue)  \(recording.startedAt.text)  "
                    + "appointment \(recording.appointment.rawValue)  \(Self.state(of: kept))")
            for file in try await archive.files(of: kept) where file.deletedAt == nil {
                print("  \(file.id.rawValue)  \(file.path)  \(Self.contents(of: file))")
            }
        }
    }

    private static func state(of kept: KeptRecording) -> String {
        if kept.isErased { return "erased" }
        if kept.recording.stoppedAt == nil { return "running" }
        if kept.heldSince != nil { return "under a legal hold" }
        return kept.expiresAt.map { "kept until \($0.text)" } ?? "kept"
    }

    private static func contents(of file: Clinic.RecordedFile) -> String {
        guard let contents = file.contents else { return "is being written" }
        let seconds = contents.duration.wholeMilliseconds / 1000
        return "\(seconds) s  \(contents.byteCount) bytes  \(contents.codecs)"
    }
}
