/// The key of a recording's files as it is stored: encrypted with the operator's key. Where there
/// is none any more, the recording was erased.
package struct WrappedRecordingKey: Hashable, Sendable {
    package let recording: CallRecordingID
    /// Which of the operator's keys it was wrapped with.
    package let keyEncryptionKey: String
    package let bytes: [UInt8]

    package init(recording: CallRecordingID, keyEncryptionKey: String, bytes: [UInt8]) {
        self.recording = recording
        self.keyEncryptionKey = keyEncryptionKey
        self.bytes = bytes
    }
}
