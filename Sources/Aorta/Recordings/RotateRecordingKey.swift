import ArgumentParser
import Clinic

/// `aorta recordings rotate-key`.
struct RotateRecordingKey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate-key",
        abstract: "Put all recordings under another key; their files are not touched.",
        discussion: """
            With the key in a file, a new one takes its place and the old one is overwritten: \
            make a copy of the new one. A running server goes on with it. Otherwise put the \
            new key somewhere, name it with --to, then change recordings.key and restart the \
            server: until then it starts no recording.
            """)

    @Option(
        help: ArgumentHelp(
            "The new key: \(KeySource.expected). Default: a new one in the same file.",
            valueName: "source"))
    var to: String?

    @OptionGroup var archive: ArchiveOptions

    func validate() throws {
        if let to, KeySource(to) == nil {
            throw ValidationError("--to is '\(to)', expected \(KeySource.expected)")
        }
    }

    func run() async throws {
        let archive = try archive.open()
        let (count, key) = try await archive.vault.rotate(to: to.flatMap(KeySource.init))
        _ = try await archive.stores.audit.append(
            AuditEvent(.recordingKeyRotated, in: nil, detail: key, at: .now()))
        print("\(count) recordings are under key \(key)")
    }
}
