import Clinic
import Composition
import Engine
import Foundation

/// Who is seen and heard when in a recording's composed file: each person while the audit log has
/// his consent, on the server's clock.
struct CompositionPlan {
    /// Why a recording is not composed.
    enum Refusal: String, Error {
        case running = "it is running"
        case brokenLog = "the audit log is broken, so nobody's consent is proven"
        case unknownToLog = "the audit log does not know that it was started"
        case beingWritten = "a file of it is being written; try again"
        case empty = "nothing was recorded"
    }

    let participants: [ComposedParticipant]
    let startedAt: WallTime
    /// Milliseconds.
    let length: Int64

    /// Behind the last that a failure left nothing is shown but that, for so long, in
    /// milliseconds.
    private static let interruptionShown: Int64 = 3_000

    /// - Throws: ``Refusal``, ``RecordedFileReader/Failure``, or what a store says.
    init(of kept: KeptRecording, in archive: RecordingsArchive) async throws {
        let recording = kept.recording
        guard let stoppedAt = recording.stoppedAt else { throw Refusal.running }
        if case .broken = try await archive.stores.audit.verify(recording.hospital) {
            throw Refusal.brokenLog
        }
        let proof = ConsentProof(
            of: recording.id, in: try await archive.entries(about: recording), now: stoppedAt)
        guard proof.startedAt != nil else { throw Refusal.unknownToLog }
        startedAt = recording.startedAt
        var files: [PersonID: [ComposedParticipant.File]] = [:]
        var lastWritten: Int64 = 0
        var isInterrupted = false
        for file in try await archive.files(of: kept) where file.deletedAt == nil {
            guard let contents = file.contents else { throw Refusal.beingWritten }
            guard contents.byteCount > 0, let location = try await archive.vault.location(of: file)
            else { continue }
            let frames = try RecordedFileFrames(location)
            guard let origin = frames.unixNanoseconds else { continue }
            let start = origin / 1_000_000 - startedAt.milliseconds
            files[file.person, default: []].append(
                ComposedParticipant.File(
                    start: start, isComplete: frames.isComplete, frames: frames))
            lastWritten = max(lastWritten, start + contents.duration.wholeMilliseconds)
            isInterrupted = isInterrupted || !frames.isComplete
        }
        guard !files.isEmpty else { throw Refusal.empty }
        let whole = stoppedAt.milliseconds - startedAt.milliseconds
        length = isInterrupted ? min(whole, lastWritten + Self.interruptionShown) : whole
        let people = try await archive.stores.people.people(
            Array(files.keys), in: recording.hospital)
        let start = startedAt
        participants = files.keys.sorted { one, other in
            Self.place(people[one], one) < Self.place(people[other], other)
        }.map { person in
            ComposedParticipant(
                name: people[person]?.name ?? "",
                presence: (proof.consents[person] ?? []).map { consent in
                    let from = (consent.lowerBound - start).wholeMilliseconds
                    return from..<(consent.upperBound - start).wholeMilliseconds
                },
                files: (files[person] ?? []).sorted { $0.start < $1.start })
        }
    }

    /// Doctors first, then patients, then guests; always the same order.
    private static func place(_ person: Person?, _ id: PersonID) -> (Int, String) {
        let rank =
            switch person?.role {
            case .doctor: 0
            case .patient: 1
            default: 2
            }
        return (rank, id.rawValue)
    }

    /// Writes `target`, readable by its owner alone, or nothing. Takes long, on the calling thread,
    /// which is as nice as one can be from then on.
    ///
    /// - Throws: ``RecordedFileReader/Failure``, ``CompositionFailure``, or what the disk says.
    func compose(to target: String, isVP9: Bool, showing progress: CompositionProgress) throws {
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 19)
        var settings = CompositionSettings()
        settings.isVP9 = isVP9
        let composer = try Composer(
            participants, length: length,
            unixNanoseconds: startedAt.milliseconds * 1_000_000, settings: settings)
        let file = try ExportedFile(target)
        var goesOn = true
        while goesOn {
            goesOn = try composer.advance()
            let output = composer.takeOutput()
            if !output.isEmpty { try file.append(output) }
            for patch in composer.takePatches() { try file.apply(patch) }
            progress.show(composer.composed, of: length)
        }
        try file.finish()
    }
}
