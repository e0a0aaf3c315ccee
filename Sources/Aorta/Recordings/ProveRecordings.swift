import ArgumentParser
import Clinic
import Engine
import Recording

/// `aorta recordings prove`.
struct ProveRecordings: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove",
        abstract: "Prove from files and audit log that all that was written was agreed to.",
        discussion: """
            Checks the hospital's audit log from its first entry, reads every file of the \
            recording to its end, and compares when something was written with when the person \
            shown agreed. A line a file; ends with 1, and says from when to when, where \
            something was written without. Both clocks are the server's: half a second of \
            difference is let pass.
            """)

    @Argument(help: "Recordings, as `aorta recordings list` names them.")
    var recordings: [String]

    @OptionGroup var archive: ArchiveOptions

    func run() async throws {
        guard try await Self.prove(recordings, in: archive.open())
        else { throw ExitCode.failure }
    }

    /// Prints what is found.
    ///
    /// - Returns: whether all of it was agreed to.
    static func prove(
        _ recordings: [String], in archive: RecordingsArchive
    ) async throws -> Bool {
        var isProven = true
        for kept in try await archive.recordings(recordings) {
            isProven = try await prove(kept, archive) && isProven
        }
        return isProven
    }

    private static func prove(_ kept: KeptRecording, _ archive: RecordingsArchive) async throws
        -> Bool
    {
        let recording = kept.recording
        let name = recording.id.rawValue
        if case .broken(let sequence, let flaw) = try await archive.stores.audit.verify(
            recording.hospital)
        {
            print("\(name): the audit log is broken at entry \(sequence): \(flaw.rawValue)")
            return false
        }
        guard !kept.isErased else {
            print("\(name): erased; the audit log is whole")
            return false
        }
        let proof = ConsentProof(
            of: recording.id, in: try await archive.entries(about: recording),
            now: recording.stoppedAt ?? .now())
        guard proof.startedAt != nil else {
            print("\(name): the audit log does not know that it was started")
            return false
        }
        var isProven = true
        for file in try await archive.files(of: kept) where file.deletedAt == nil {
            guard let location = try await archive.vault.location(of: file) else { continue }
            do {
                let written = try WrittenMedia.intervals(in: location)
                let findings = proof.uncovered(written, of: file.person)
                for finding in findings {
                    print(
                        "\(file.path): written from \(finding.from.text) to "
                            + "\(finding.upTo.text) without consent of \(file.person.rawValue)")
                }
                if findings.isEmpty {
                    print("\(file.path): \(written.count) intervals, all inside consent")
                } else {
                    isProven = false
                }
            } catch let failure as RecordedFileReader.Failure {
                print("\(file.path): \(failure.text)")
                isProven = false
            }
        }
        return isProven
    }
}

/// When something was written into a recorded file.
enum WrittenMedia {
    /// - Throws: ``RecordedFileReader/Failure``.
    static func intervals(in location: RecordedFileLocation) throws -> [ClosedRange<WallTime>] {
        var written = WrittenIntervals()
        try RecordedFileReader.readAll(location) { piece throws(RecordedFileReader.Failure) in
            guard case .media(let bytes) = piece else { return }
            do throws(WrittenIntervals.Malformed) {
                try written.receive(bytes)
            } catch {
                throw .damaged(RecordingDamage(.notARecording, chunk: 0, offset: 0))
            }
        }
        guard let origin = written.unixNanoseconds else {
            throw RecordedFileReader.Failure.damaged(
                RecordingDamage(.notARecording, chunk: 0, offset: 0))
        }
        return written.intervals.map { interval in
            let start = origin / 1_000_000
            return WallTime(
                milliseconds: start &+ interval.lowerBound)...WallTime(
                    milliseconds: start &+ interval.upperBound)
        }
    }
}
