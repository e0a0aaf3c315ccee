import Glibc
import Recording

/// The chunks of an encrypted file on the disk, one by one.
final class EncryptedChunks {
    typealias Failure = RecordedFileReader.Failure

    /// Where a chunk is expected.
    struct Position {
        let number: UInt64
        let offset: Int

        static let first = Position(number: 0, offset: RecordingCipher.fileHeadByteCount)

        func after(_ chunk: RecordingChunk) -> Position {
            Position(number: number + 1, offset: offset + chunk.fileByteCount)
        }

        func damage(_ flaw: RecordingDamage.Flaw) -> Failure {
            .damaged(RecordingDamage(flaw, chunk: number, offset: offset))
        }
    }

    let descriptor: Int32
    let cipher: RecordingCipher
    let fileByteCount: Int

    /// - Parameter mode: for `open`; whoever may write may also mend.
    init(_ location: RecordedFileLocation, mode: Int32 = O_RDONLY) throws(Failure) {
        let descriptor = open(location.path, mode | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw .disk(errno) }
        var attributes = stat()
        guard fstat(descriptor, &attributes) == 0 else {
            let code = errno
            close(descriptor)
            throw .disk(code)
        }
        fileByteCount = Int(attributes.st_size)
        do {
            let head = try Self.bytes(
                of: descriptor, RecordingCipher.fileHeadByteCount, at: 0)
            cipher = try RecordingCipher(
                opening: location.identity, fileHead: head ?? [], key: location.key)
        } catch let damage as RecordingDamage {
            close(descriptor)
            throw .damaged(damage)
        } catch {
            close(descriptor)
            throw error as? Failure ?? .disk(EIO)
        }
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// What the chunk says of itself; nothing of it is checked.
    func head(at position: Position) throws(Failure) -> RecordingChunk {
        let bytes = try Self.bytes(
            of: descriptor, RecordingChunk.headByteCount, at: position.offset)
        guard let bytes else { throw position.damage(.cutOff) }
        guard let chunk = RecordingChunk(head: bytes) else { throw position.damage(.altered) }
        guard position.offset + chunk.fileByteCount <= fileByteCount
        else { throw position.damage(.cutOff) }
        return chunk
    }

    /// The chunk, authenticated and decrypted.
    func piece(at position: Position) throws(Failure) -> RecordingPiece {
        try piece(of: head(at: position), at: position)
    }

    /// - Parameter chunk: what ``head(at:)`` gave for `position`.
    func piece(
        of chunk: RecordingChunk, at position: Position
    ) throws(Failure) -> RecordingPiece {
        let sealed = try Self.bytes(
            of: descriptor, chunk.fileByteCount, at: position.offset)
        guard let sealed else { throw position.damage(.cutOff) }
        guard let bytes = cipher.open(sealed, number: position.number),
            let piece = RecordingPiece(bytes, of: chunk.kind)
        else { throw position.damage(.altered) }
        return piece
    }

    /// Checks the last chunk against what was found before it and behind it.
    ///
    /// - Parameter chunk: it.
    func check(
        _ end: RecordingEnd, _ chunk: RecordingChunk, at position: Position, mediaByteCount: Int
    ) throws(Failure) {
        guard end.chunkCount == position.number, end.mediaByteCount == mediaByteCount
        else { throw position.damage(.wrongSum) }
        let behind = position.after(chunk)
        guard behind.offset == fileByteCount else { throw behind.damage(.goesOnBehindTheEnd) }
    }

    /// The next chunk that opens behind one whose head cannot be read.
    ///
    /// - Returns: its position; `nil` where none follows within the longest chunk's length.
    func resumption(behind position: Position) throws(Failure) -> Position? {
        let smallest = RecordingChunk(.media, byteCount: 0).fileByteCount
        let largest = RecordingChunk(.media, byteCount: RecordingChunk.byteLimit).fileByteCount
        let start = position.offset + smallest
        let count = min(
            largest - smallest + RecordingChunk.headByteCount, fileByteCount - start)
        guard count >= RecordingChunk.headByteCount,
            let bytes = try Self.bytes(of: descriptor, count, at: start)
        else { return nil }
        for index in 0...(count - RecordingChunk.headByteCount) {
            // Of a million places hardly one looks like a head.
            guard bytes[index] == 0, bytes[index + 5] == 0, bytes[index + 6] == 0,
                let chunk = RecordingChunk(
                    head: Array(bytes[index..<(index + RecordingChunk.headByteCount)])),
                !chunk.isEmptyMedia,
                start + index + chunk.fileByteCount <= fileByteCount
            else { continue }
            let next = Position(number: position.number + 1, offset: start + index)
            do throws(Failure) {
                _ = try piece(of: chunk, at: next)
                return next
            } catch {
                if case .disk = error { throw error }
            }
        }
        return nil
    }

    /// `nil` where the file is too short.
    private static func bytes(
        of descriptor: Int32, _ count: Int, at offset: Int
    ) throws(Failure) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = bytes.withUnsafeMutableBytes { memory in
                pread(
                    descriptor, memory.baseAddress.map { $0 + filled }, count - filled,
                    off_t(offset + filled))
            }
            if got == 0 { return nil }
            if got > 0 {
                filled += got
            } else if errno != EINTR {
                throw .disk(errno)
            }
        }
        return bytes
    }
}
