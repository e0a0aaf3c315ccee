/// Bytes to write over those already given out, at the same length.
package struct RecordingPatch: Equatable, Sendable {
    /// Bytes from the start of the file.
    package let offset: Int
    package let bytes: [UInt8]

    package init(offset: Int, bytes: [UInt8]) {
        self.offset = offset
        self.bytes = bytes
    }
}
