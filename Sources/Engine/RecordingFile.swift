import Glibc
import Recording

/// A file that grows, and whose earlier bytes may be written over. Readable by its owner alone.
///
/// Confined to the recording queue, which it may block for as long as the disk does.
final class RecordingFile {
    /// The disk refused.
    struct Failure: Error, Equatable {
        /// errno.
        let code: Int32
    }

    /// Bytes from the start that are whole.
    private(set) var byteCount = 0
    private let descriptor: Int32
    private var isDirty = false

    /// Makes a new file.
    ///
    /// - Throws: ``Failure``, with `EEXIST` where there is one of that name.
    init(creating path: String) throws(Failure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Failure(code: errno) }
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// - Throws: ``Failure``. What was there before still stands, and nothing after it.
    func append(_ bytes: [UInt8]) throws(Failure) {
        isDirty = true
        do {
            try write(bytes, at: byteCount)
            byteCount += bytes.count
        } catch {
            ftruncate(descriptor, off_t(byteCount))
            throw error
        }
    }

    /// Writes over bytes that were appended before.
    func apply(_ patch: RecordingPatch) throws(Failure) {
        guard patch.offset >= 0, patch.bytes.count <= byteCount - patch.offset else { return }
        isDirty = true
        try write(patch.bytes, at: patch.offset)
    }

    /// Waits until the disk has everything.
    func synchronize() throws(Failure) {
        guard isDirty else { return }
        guard fdatasync(descriptor) == 0 else { throw Failure(code: errno) }
        isDirty = false
    }

    private func write(_ bytes: [UInt8], at start: Int) throws(Failure) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { memory in
                pwrite(
                    descriptor, memory.baseAddress.map { $0 + written }, memory.count - written,
                    off_t(start + written))
            }
            if count > 0 {
                written += count
            } else if errno != EINTR {
                throw Failure(code: count == 0 ? ENOSPC : errno)
            }
        }
    }
}
