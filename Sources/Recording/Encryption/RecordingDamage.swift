/// What is wrong with an encrypted recording, and where.
package struct RecordingDamage: Error, Equatable, Sendable, CustomStringConvertible {
    /// The rule that is broken.
    package enum Flaw: Sendable {
        /// It does not begin as one.
        case notARecording
        /// The chunk is not what was written in this place of this file with this key.
        case altered
        /// The file ends before its last chunk.
        case cutOff
        /// Something stands behind the last chunk.
        case goesOnBehindTheEnd
        /// The last chunk counts other chunks or bytes than there are.
        case wrongSum
    }

    package let flaw: Flaw
    /// Chunks count from 0.
    package let chunk: UInt64
    /// Where that chunk begins, in bytes from the start of the encrypted file.
    package let offset: Int

    package init(_ flaw: Flaw, chunk: UInt64, offset: Int) {
        self.flaw = flaw
        self.chunk = chunk
        self.offset = offset
    }

    package var description: String {
        let place = "chunk \(chunk), at byte \(offset)"
        return switch flaw {
        case .notARecording: "this is no recording of Aorta"
        case .altered: "\(place): not what was written here with this recording's key"
        case .cutOff: "\(place): the file ends too early"
        case .goesOnBehindTheEnd: "\(place): bytes behind the last chunk"
        case .wrongSum: "\(place): the last chunk counts other chunks than there are"
        }
    }
}
