/// What one chunk of an encrypted recording says, opened.
package enum RecordingPiece: Equatable, Sendable {
    case media([UInt8])
    case patch(RecordingPatch)
    case end(RecordingEnd)

    /// - Returns: `nil` for bytes that no chunk of this kind has.
    package init?(_ bytes: [UInt8], of kind: RecordingChunk.Kind) {
        switch kind {
        case .media: self = .media(bytes)
        case .patch:
            guard let patch = RecordingPatch(chunkBytes: bytes) else { return nil }
            self = .patch(patch)
        case .end:
            guard let end = RecordingEnd(bytes: bytes) else { return nil }
            self = .end(end)
        }
    }
}
