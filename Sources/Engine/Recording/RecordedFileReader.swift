import Glibc
import Recording

/// Reads an encrypted file of a recording, as a whole or any part of it. What it hands out is what
/// was written, or it throws.
///
/// Memory: 24 bytes a chunk, and one chunk at a time. Blocks as long as the disk does; one caller at
/// a time.
package final class RecordedFileReader {
    /// Why nothing can be read.
    package enum Failure: Error, Equatable, Sendable {
        /// errno.
        case disk(Int32)
        case damaged(RecordingDamage)
    }

    /// A media chunk's places.
    private struct Place {
        let number: UInt64
        /// In the encrypted file.
        let offset: Int
        /// In the container.
        let start: Int
    }

    /// Of patches together: the container's head and what is written over it.
    private static let patchByteLimit = 1024 * 1024
    /// Days of media; more is no recording of ours.
    private static let chunkLimit: UInt64 = 1 << 23

    private let chunks: EncryptedChunks
    private var places: [Place] = []
    private var patches: [RecordingPatch] = []
    private var patchByteCount = 0
    private var lastRead: (number: UInt64, bytes: [UInt8])?
    /// Of the container: what ``read(_:)`` can be asked for.
    package private(set) var byteCount = 0
    /// Whether the recording was stopped in order, and not by a failure.
    package private(set) var isComplete = false

    /// Finds the chunks, and checks that there are as many as were written.
    ///
    /// - Throws: ``Failure``; also for a file that is still being written.
    package init(_ location: RecordedFileLocation) throws(Failure) {
        chunks = try EncryptedChunks(location)
        var position = EncryptedChunks.Position.first
        while true {
            let chunk = try chunks.head(at: position)
            if chunk.kind == .media {
                places.append(
                    Place(number: position.number, offset: position.offset, start: byteCount))
                byteCount += chunk.byteCount
            } else {
                let piece = try chunks.piece(of: chunk, at: position)
                if try take(piece, of: chunk, at: position) { return }
            }
            position = position.after(chunk)
            guard position.number < Self.chunkLimit else {
                throw .damaged(
                    RecordingDamage(.altered, chunk: position.number, offset: position.offset))
            }
        }
    }

    /// The container's bytes in `range`, which lies inside of ``byteCount``.
    package func read(_ range: Range<Int>) throws(Failure) -> [UInt8] {
        guard range.lowerBound >= 0, range.upperBound <= byteCount, !range.isEmpty
        else { return [] }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(range.count)
        var index = firstPlace(holding: range.lowerBound)
        while bytes.count < range.count, index < places.count {
            let place = places[index]
            let media = try media(at: place)
            let from = range.lowerBound + bytes.count - place.start
            let upTo = min(media.count, range.upperBound - place.start)
            bytes += media[from..<upTo]
            index += 1
        }
        for patch in patches { patch.apply(to: &bytes, from: range.lowerBound) }
        return bytes
    }

    /// Reads and checks every chunk, in order.
    ///
    /// - Parameter body: gets each; what it throws ends the reading.
    package static func readAll(
        _ location: RecordedFileLocation,
        _ body: (RecordingPiece) throws(Failure) -> Void
    ) throws(Failure) {
        let chunks = try EncryptedChunks(location)
        var position = EncryptedChunks.Position.first
        var mediaByteCount = 0
        while true {
            let chunk = try chunks.head(at: position)
            let piece = try chunks.piece(of: chunk, at: position)
            if case .media(let bytes) = piece { mediaByteCount += bytes.count }
            if case .end(let end) = piece {
                try chunks.check(end, chunk, at: position, mediaByteCount: mediaByteCount)
                return try body(piece)
            }
            try body(piece)
            position = position.after(chunk)
        }
    }

    /// - Returns: whether it was the last.
    private func take(
        _ piece: RecordingPiece, of chunk: RecordingChunk, at position: EncryptedChunks.Position
    ) throws(Failure) -> Bool {
        switch piece {
        case .media: break
        case .patch(let patch):
            patchByteCount += patch.bytes.count
            guard patchByteCount <= Self.patchByteLimit else {
                throw .damaged(
                    RecordingDamage(.altered, chunk: position.number, offset: position.offset))
            }
            patches.append(patch)
        case .end(let end):
            try chunks.check(end, chunk, at: position, mediaByteCount: byteCount)
            isComplete = end.isComplete
            return true
        }
        return false
    }

    private func media(at place: Place) throws(Failure) -> [UInt8] {
        if let lastRead, lastRead.number == place.number { return lastRead.bytes }
        let position = EncryptedChunks.Position(number: place.number, offset: place.offset)
        guard case .media(let bytes) = try chunks.piece(at: position) else {
            throw .damaged(
                RecordingDamage(.altered, chunk: place.number, offset: place.offset))
        }
        lastRead = (place.number, bytes)
        return bytes
    }

    /// The last place that starts at or before `offset`.
    private func firstPlace(holding offset: Int) -> Int {
        var range = places.indices
        while range.count > 1 {
            let middle = range.lowerBound + range.count / 2
            if places[middle].start <= offset {
                range = middle..<range.upperBound
            } else {
                range = range.lowerBound..<middle
            }
        }
        return range.lowerBound
    }
}

extension RecordingPatch {
    /// - Parameter start: where `target` begins in the container.
    fileprivate func apply(to target: inout [UInt8], from start: Int) {
        let overlap =
            max(
                offset, start)..<max(
                max(offset, start), min(offset + bytes.count, start + target.count))
        guard !overlap.isEmpty else { return }
        target.replaceSubrange(
            (overlap.lowerBound - start)..<(overlap.upperBound - start),
            with: bytes[(overlap.lowerBound - offset)..<(overlap.upperBound - offset)])
    }
}
