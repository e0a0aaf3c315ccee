import ArgumentParser
import Clinic

/// `aorta recordings erase`.
struct EraseRecordings: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase",
        abstract: "Make recordings unreadable for good: their keys first, then their files.",
        discussion: """
            Works also while the disk with the files is away: without its key a file is noise. Not \
            for recordings that run or are under a legal hold. Needs no key itself.
            """)

    @Argument(help: "Recordings, as `aorta recordings list` names them.")
    var recordings: [String] = []

    @Flag(help: "All whose time has come, as the server does it once a day.")
    var due = false

    @Flag(help: "Do it. Without this, nothing happens.")
    var yes = false

    @OptionGroup var archive: ArchiveOptions

    func validate() throws {
        guard recordings.isEmpty == due else {
            throw ValidationError("name recordings, or --due")
        }
        guard yes else { throw ValidationError("this cannot be undone: say --yes") }
    }

    func run() async throws {
        let archive = try archive.open()
        if due {
            print("\(try await archive.erasure.sweep(at: .now())) recordings were due and erased")
            return
        }
        var isDone = true
        for kept in try await archive.recordings(recordings) {
            do {
                try await archive.erasure.erase(kept, because: .operator, at: .now())
                print("\(kept.recording.id.rawValue): erased")
            } catch let refusal as RecordingErasure.Refusal {
                print("\(kept.recording.id.rawValue): not erased, for \(refusal.rawValue)")
                isDone = false
            }
        }
        if !isDone { throw ExitCode.failure }
    }
}
