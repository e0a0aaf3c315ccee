import Composition
import Engine
import Recording

/// The frames of an encrypted file, decrypted as they are asked for.
final class RecordedFileFrames: FrameSource {
    private static let pieceByteCount = 256 * 1024

    private let reader: RecordedFileReader
    private var container = WebMReader()
    private var frames: [StoredFrame] = []
    private var nextFrame = 0
    private var offset = 0

    /// - Throws: ``RecordedFileReader/Failure``.
    init(_ location: RecordedFileLocation) throws {
        reader = try RecordedFileReader(location)
        while container.unixNanoseconds == nil, offset < reader.byteCount { try readOn() }
    }

    /// When its time 0 was, in nanoseconds since 1970; `nil` where nothing was recorded.
    var unixNanoseconds: Int64? { container.unixNanoseconds }
    var isComplete: Bool { reader.isComplete }
    var tracks: [StoredTrack] { container.tracks }

    func next() throws -> StoredFrame? {
        while nextFrame == frames.count {
            guard offset < reader.byteCount else { return nil }
            frames.removeAll(keepingCapacity: true)
            nextFrame = 0
            try readOn()
        }
        nextFrame += 1
        return frames[nextFrame - 1]
    }

    private func readOn() throws {
        let upTo = min(offset + Self.pieceByteCount, reader.byteCount)
        let bytes = try reader.read(offset..<upTo)
        offset = upTo
        do throws(WebMReader.Malformed) {
            try container.receive(bytes, into: &frames)
        } catch {
            throw RecordedFileReader.Failure.damaged(
                RecordingDamage(.notARecording, chunk: 0, offset: 0))
        }
    }
}
