import Glibc
import Recording

/// A file that a crash or a disk left without its last chunk: mended, so that all that was written
/// can be read, and nothing more can be taken from it or added unnoticed.
package enum InterruptedFile {
    /// What was not synchronized when the power went may be garbage: as many chunks before the end
    /// are checked, more than the recorder writes in two seconds.
    private static let checkedChunks = 64

    /// Cuts off what was not written to its end, and adds the last chunk. Damage further up stays
    /// where it is, and is found by who reads the file: nothing behind it is cut off.
    ///
    /// Does nothing to a file that has one. Nothing may write the file meanwhile.
    ///
    /// - Returns: the bytes of media.
    package static func close(
        _ location: RecordedFileLocation
    ) throws(RecordedFileReader.Failure) -> Int {
        let chunks = try EncryptedChunks(location, mode: O_RDWR)
        let found = try find(in: chunks)
        if found.hasEnd { return found.mediaByteCount }
        let last = RecordingEnd(
            isComplete: false, chunkCount: found.end.number,
            mediaByteCount: found.mediaByteCount)
        let sealed = chunks.cipher.seal(last.bytes[...], as: .end, number: found.end.number)
        guard ftruncate(chunks.descriptor, off_t(found.end.offset)) == 0,
            sealed.withUnsafeBytes({
                pwrite(chunks.descriptor, $0.baseAddress, $0.count, off_t(found.end.offset))
            }) == sealed.count,
            fdatasync(chunks.descriptor) == 0
        else { throw .disk(errno) }
        return found.mediaByteCount
    }

    private struct Found {
        var end = EncryptedChunks.Position.first
        var mediaByteCount = 0
        var hasEnd = false
    }

    /// What stands there, `nil` where it is not whole. A disk that cannot be read says nothing of
    /// what is on it.
    private static func whole<Part>(
        _ read: () throws(RecordedFileReader.Failure) -> Part
    ) throws(RecordedFileReader.Failure) -> Part? {
        do {
            return try read()
        } catch {
            if case .disk = error { throw error }
            return nil
        }
    }

    /// Where chunks go on behind one that says nothing, or says something wrong, of its length.
    ///
    /// - Parameters:
    ///   - found: where no chunk can be.
    ///   - last: what stands before it, if that is one.
    private static func resumption(
        behind found: Found, after last: (position: EncryptedChunks.Position, found: Found)?,
        in chunks: EncryptedChunks
    ) throws(RecordedFileReader.Failure) -> Found? {
        var damaged = found
        if let last {
            let piece = try whole { () throws(RecordedFileReader.Failure) in
                try chunks.piece(at: last.position)
            }
            if piece == nil { damaged = last.found }
        }
        guard let next = try chunks.resumption(behind: damaged.end) else { return nil }
        let around = RecordingChunk(.media, byteCount: 0).fileByteCount
        damaged.mediaByteCount += next.offset - damaged.end.offset - around
        damaged.end = next
        return damaged
    }

    /// Where the whole chunks end.
    private static func find(
        in chunks: EncryptedChunks
    ) throws(RecordedFileReader.Failure) -> Found {
        var all: [(position: EncryptedChunks.Position, found: Found)] = []
        var found = Found()
        while true {
            let head = try whole { () throws(RecordedFileReader.Failure) in
                try chunks.head(at: found.end)
            }
            guard let chunk = head, !chunk.isEmptyMedia else {
                guard let behind = try resumption(behind: found, after: all.last, in: chunks)
                else { break }
                found = behind
                continue
            }
            all.append((found.end, found))
            if all.count > checkedChunks { all.removeFirst() }
            if chunk.kind == .media { found.mediaByteCount += chunk.byteCount }
            found.end = found.end.after(chunk)
            if chunk.kind == .end { break }
        }
        guard !all.isEmpty else { return found }
        // What does not open behind the last that does was never wholly on the disk.
        while let last = all.popLast() {
            let piece = try whole { () throws(RecordedFileReader.Failure) in
                try chunks.piece(at: last.position)
            }
            if let piece {
                if case .end = piece { found.hasEnd = true }
                return found
            }
            found = last.found
        }
        // Not one opens: that is no crash, and cutting would be destroying.
        throw EncryptedChunks.Position.first.damage(.altered)
    }
}
