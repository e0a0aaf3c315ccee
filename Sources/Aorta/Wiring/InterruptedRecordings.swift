import Clinic
import Glibc
import Logging

/// Recorded files that a crash left open: their bytes are on the disk, their end was never stored.
enum InterruptedRecordings {
    /// Stores what each holds, so that it is listed and played like any other.
    ///
    /// Its last second is that of the last write, which the recorder makes each second. Which codecs
    /// it holds stays untold. One that never got a byte is empty.
    ///
    /// Call it before anything records.
    static func close(in stores: ClinicStores, folder: String, logger: Logger) async throws {
        for file in try await stores.recordings.openFiles() {
            var attributes = stat()
            let isThere = stat(folder + "/" + file.path, &attributes) == 0
            let writtenAt = WallTime(
                milliseconds: Int64(attributes.st_mtim.tv_sec) * 1_000
                    + Int64(attributes.st_mtim.tv_nsec) / 1_000_000)
            let contents = RecordedFile.Contents(
                byteCount: isThere ? Int64(attributes.st_size) : 0,
                duration: isThere ? max(writtenAt - file.openedAt, .zero) : .zero, codecs: "")
            try await stores.recordings.close(file.id, in: file.hospital, contents: contents)
            logger.notice(
                "an interrupted recording's file was closed",
                metadata: ["file": "\(file.id)", "bytes": "\(contents.byteCount)"])
        }
    }
}
