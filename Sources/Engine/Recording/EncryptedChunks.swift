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
        let chunk = try head(at: position)
        let sealed = try Self.bytes(
            of: descriptor, chunk.fileByteCount, at: position.offset)
        guard let sealed else { throw position.damage(.cutOff) }
        guard let bytes = cipher.open(sealed, number: position.number),
            let piece = RecordingPiece(bytes, of: chunk.kind)
        else { throw position.damage(.altered) }
        return piece
    }

    /// Checks the last chunk against what was found before it and behind it.
    func check(
        _ end: RecordingEnd, at position: Position, mediaByteCount: Int
    ) throws(Failure) {
        guard end.chunkCount == position.number, end.mediaByteCount == mediaByteCount
        else { throw position.damage(.wrongSum) }
        let behind = position.after(try head(at: position))
        guard behind.offset == fileByteCount else { throw behind.damage(.goesOnBehindTheEnd) }
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
