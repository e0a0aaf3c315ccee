import Glibc
import Recording

/// An encrypted file that only grows (``RecordingCipher``). Readable by its owner alone, and by
/// nobody without the recording's key: no byte of media is ever on the disk in the clear.
///
/// What is appended is with the kernel when ``append(_:)`` returns, and on the disk after
/// ``synchronize()``. Confined to the recording queue, which it may block for as long as the disk
/// does.
final class RecordingFile {
    /// The disk refused.
    struct Failure: Error, Equatable {
        /// errno.
        let code: Int32
    }

    /// Of media: what is read again.
    private(set) var byteCount = 0
    private let cipher: RecordingCipher
    private let descriptor: Int32
    /// Whole chunks, and where they end in the file.
    private var chunkCount: UInt64 = 0
    private var end = 0
    private var isDirty = false

    /// Makes a new file, and sees to it that its name outlives a power cut.
    ///
    /// - Throws: ``Failure``, with `EEXIST` where there is one of that name.
    init(creating location: RecordedFileLocation) throws(Failure) {
        let descriptor = open(location.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Failure(code: errno) }
        self.descriptor = descriptor
        cipher = RecordingCipher(creating: location.identity, key: location.key)
        do {
            try add(cipher.fileHead)
            try Self.synchronizeFolder(of: location.path)
        } catch {
            unlink(location.path)
            throw error
        }
    }

    deinit {
        close(descriptor)
    }

    /// Adds container bytes.
    ///
    /// - Throws: ``Failure``. The whole chunks up to there still stand, and nothing after them; the
    ///   file takes no more than ``finish(isComplete:)``.
    func append(_ bytes: [UInt8]) throws(Failure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = rest.prefix(RecordingChunk.byteLimit)
            try addChunk(part, as: .media)
            byteCount += part.count
            rest = rest.dropFirst(part.count)
        }
    }

    /// Says what stands instead of bytes that were appended before.
    func apply(_ patch: RecordingPatch) throws(Failure) {
        guard patch.offset >= 0, patch.bytes.count <= byteCount - patch.offset else { return }
        try addChunk(patch.chunkBytes[...], as: .patch)
    }

    /// Writes the last chunk; the file takes no more.
    ///
    /// - Parameter isComplete: `false` where the disk had refused something.
    func finish(isComplete: Bool) throws(Failure) {
        let last = RecordingEnd(
            isComplete: isComplete, chunkCount: chunkCount, mediaByteCount: byteCount)
        try addChunk(last.bytes[...], as: .end)
        try synchronize()
    }

    /// Waits until the disk has everything.
    ///
    /// - Throws: ``Failure``, with `ENOENT` where the file was deleted meanwhile: what is written
    ///   then is lost when the file is closed.
    func synchronize() throws(Failure) {
        guard isDirty else { return }
        guard fdatasync(descriptor) == 0 else { throw Failure(code: errno) }
        var attributes = stat()
        guard fstat(descriptor, &attributes) == 0 else { throw Failure(code: errno) }
        guard attributes.st_nlink > 0 else { throw Failure(code: ENOENT) }
        isDirty = false
    }

    private func addChunk(
        _ bytes: ArraySlice<UInt8>, as kind: RecordingChunk.Kind
    ) throws(Failure) {
        try add(cipher.seal(bytes, as: kind, number: chunkCount))
        chunkCount += 1
    }

    private func add(_ bytes: [UInt8]) throws(Failure) {
        isDirty = true
        do {
            try write(bytes)
            end += bytes.count
        } catch {
            ftruncate(descriptor, off_t(end))
            throw error
        }
    }

    private func write(_ bytes: [UInt8]) throws(Failure) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { memory in
                pwrite(
                    descriptor, memory.baseAddress.map { $0 + written }, memory.count - written,
                    off_t(end + written))
            }
            if count > 0 {
                written += count
            } else if errno != EINTR {
                throw Failure(code: count == 0 ? ENOSPC : errno)
            }
        }
    }

    private static func synchronizeFolder(of path: String) throws(Failure) {
        guard let slash = path.lastIndex(of: "/") else { return }
        let folder = open(String(path[..<slash]), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw Failure(code: errno) }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw Failure(code: errno) }
    }
}
