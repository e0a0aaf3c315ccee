import Clinic
import Engine
import Foundation

/// Erases recordings: first what opens them, then what is left. The audit log keeps that they were.
struct RecordingErasure: Sendable {
    let stores: ClinicStores
    let keys: any RecordingKeyStore
    let retention: any RetentionStore
    /// Of all recordings.
    let folder: String

    /// Why a recording is not erased.
    enum Refusal: String, Error {
        case running = "it is running"
        case held = "it is under a legal hold"
        case alreadyErased = "it was erased"
    }

    /// Why one is erased, as the audit log has it.
    enum Reason: String {
        case retention
        case `operator`
    }

    /// Returns when its key is overwritten and its files are gone. Interrupted at any point it can
    /// be done again, by ``sweep(at:)``.
    func erase(_ kept: KeptRecording, because reason: Reason, at now: WallTime) async throws {
        guard kept.recording.stoppedAt != nil else { throw Refusal.running }
        guard kept.heldSince == nil else { throw Refusal.held }
        guard !kept.isErased else { throw Refusal.alreadyErased }
        let recording = kept.recording
        _ = try await stores.audit.append(
            AuditEvent(
                .recordingDeleted, in: recording.hospital, appointment: recording.appointment,
                detail: "\(recording.id.rawValue) \(reason.rawValue)", at: now))
        try await keys.erase([recording.id])
        try await removeWhatIsLeft(of: recording, at: now)
    }

    /// Erases what is due, and finishes what was begun before.
    ///
    /// - Returns: how many were due.
    func sweep(at now: WallTime) async throws -> Int {
        var count = 0
        for kept in try await retention.keptRecordings() {
            if kept.isDue(at: now) {
                try await erase(kept, because: .retention, at: now)
                count += 1
            } else if kept.isErased,
                FileManager.default.fileExists(atPath: path(of: kept.recording))
            {
                try await removeWhatIsLeft(of: kept.recording, at: now)
            }
        }
        return count
    }

    private func removeWhatIsLeft(of recording: CallRecording, at now: WallTime) async throws {
        let files = try await stores.recordings.files(
            of: recording.appointment, in: recording.hospital)
        for file in files where file.recording == recording.id && file.deletedAt == nil {
            try await stores.recordings.markDeleted(file.id, in: file.hospital, at: now)
        }
        let path = path(of: recording)
        if FileManager.default.fileExists(atPath: path) {
            try FileManager.default.removeItem(atPath: path)
        }
    }

    private func path(of recording: CallRecording) -> String {
        folder + "/" + RecordedFileLocation.folderName(ofRecording: recording.id.rawValue)
    }
}
