import Clinic
import Engine
import Glibc
import Logging

/// Recorded files that a crash left open: their bytes are on the disk, their end was never stored.
enum InterruptedRecordings {
    /// Gives each file its last chunk, which says that it was interrupted, and stores what it
    /// holds, so that it is listed, played and exported like any other.
    ///
    /// Its last second is that of the last write, which the recorder makes each second. Which codecs
    /// it holds stays untold. One that never got a byte is empty.
    ///
    /// Call it before anything records.
    static func close(
        in stores: ClinicStores, vault: RecordingVault, logger: Logger
    ) async throws {
        for file in try await stores.recordings.openFiles() {
            var attributes = stat()
            let isThere = stat(vault.path(of: file), &attributes) == 0
            let writtenAt = WallTime(
                milliseconds: Int64(attributes.st_mtim.tv_sec) * 1_000
                    + Int64(attributes.st_mtim.tv_nsec) / 1_000_000)
            var byteCount = 0
            if isThere, let location = try await vault.location(of: file) {
                byteCount = mend(location, of: file, logger: logger)
            }
            let contents = Clinic.RecordedFile.Contents(
                byteCount: Int64(byteCount),
                duration: isThere ? max(writtenAt - file.openedAt, .zero) : .zero, codecs: "")
            try await stores.recordings.close(file.id, in: file.hospital, contents: contents)
            _ = try await stores.audit.append(
                AuditEvent(
                    .recordingInterrupted, in: file.hospital, appointment: file.appointment,
                    detail: file.id.rawValue, at: .now()))
            logger.notice(
                "an interrupted recording's file was closed",
                metadata: ["file": "\(file.id)", "bytes": "\(contents.byteCount)"])
        }
    }

    /// - Returns: the bytes of media.
    private static func mend(
        _ location: RecordedFileLocation, of file: Clinic.RecordedFile, logger: Logger
    ) -> Int {
        do throws(RecordedFileReader.Failure) {
            return try InterruptedFile.close(location)
        } catch {
            logger.error(
                "an interrupted recording's file cannot be mended",
                metadata: ["file": "\(file.id)", "reason": "\(error)"])
            return 0
        }
    }
}
