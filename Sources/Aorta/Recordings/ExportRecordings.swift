import ArgumentParser
import Clinic
import Engine
import Foundation
import Recording

/// `aorta recordings export`.
struct ExportRecordings: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write recordings as files that any player takes.",
        discussion: """
            Every chunk is checked before it counts. Of a damaged file nothing is left behind: \
            it says which chunk is not as it was written, and at which byte of the encrypted \
            file, and ends with 1. What is exported is in the clear: look after it.

            One file a participant, or with --composed one of all, RECORDING.webm: side by side, \
            names below, who speaks framed, a shared screen large, all sound in one track. It \
            shows each person while the audit log has his consent, and nobody else; where \
            nothing was recorded, silence and a card that says so. That takes long, and makes \
            way for everything else on the machine.
            """)

    @Argument(help: "Recordings, as `aorta recordings list` names them.")
    var recordings: [String]

    @Option(help: ArgumentHelp("Write into this folder; it is made.", valueName: "folder"))
    var to = "."

    @Flag(help: "One file of all, side by side.")
    var composed = false

    @Option(help: ArgumentHelp("Of --composed: vp8 or vp9.", valueName: "codec"))
    var codec = "vp8"

    @OptionGroup var archive: ArchiveOptions

    func validate() throws {
        if !["vp8", "vp9"].contains(codec) { throw ValidationError("--codec is vp8 or vp9") }
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
            if composed {
                isWhole = try await compose(kept, archive) && isWhole
                continue
            }
            for file in try await archive.files(of: kept) where file.deletedAt == nil {
                isWhole = try await export(file, of: kept.recording, archive) && isWhole
            }
        }
        if !isWhole { throw ExitCode.failure }
    }

    private func compose(_ kept: KeptRecording, _ archive: RecordingsArchive) async throws
        -> Bool
    {
        let name = kept.recording.id.rawValue
        do {
            let plan = try await CompositionPlan(of: kept, in: archive)
            try await archive.record(
                .recordingExported, of: kept.recording, detail: "\(name) composed")
            let target = to + "/" + RecordedFileLocation.folderName(ofRecording: name) + ".webm"
            try plan.compose(to: target, isVP9: codec == "vp9", showing: CompositionProgress(name))
            print(target)
            return true
        } catch let failure as RecordedFileReader.Failure {
            print("\(name): \(failure.text)")
        } catch let refusal as CompositionPlan.Refusal {
            print("\(name): \(refusal.rawValue)")
        }
        return false
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

extension RecordedFileReader.Failure {
    /// For the operator.
    var text: String {
        switch self {
        case .disk(let code): String(cString: strerror(code))
        case .damaged(let damage): damage.description
        }
    }
}
