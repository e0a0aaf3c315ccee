import SFU

/// What becomes of recordings, in order.
package enum RecordingEvent: Sendable, Equatable {
    /// The first bytes of a file stand on the disk.
    case opened(RecordedFile)
    /// The file is whole; it will not change any more.
    case closed(RecordedFile)
    /// The disk refused: what the file holds up to here can be played, the rest is lost.
    /// ``closed(_:)`` follows when the disk has taken the file's last chunk, be it at once; else a
    /// restart finds it. Another part is begun when the disk takes it again.
    case failed(RecordedFile, code: Int32)
    /// Every file of the recording has been closed.
    case finished(RecordingID, RoomID)
}

/// One file of one endpoint: its camera and microphone, or its screen.
package struct RecordedFile: Sendable, Equatable {
    package let recording: RecordingID
    package let room: RoomID
    package let endpoint: EndpointID
    package let isScreen: Bool
    /// `recording id/endpoint id[-screen][-part].webm`, or `.mkv` with H.264: below the recordings
    /// directory, where the encrypted file has `.enc` behind it.
    package var path: String
    /// Of the container, decrypted.
    package var byteCount: Int
    package var duration: Duration
    /// What its tracks hold, in order of their appearance: `opus`, `vp8`, ….
    package var codecs: [String] = []
}
