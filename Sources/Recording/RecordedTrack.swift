/// One stream of the participant whose file a ``Recorder`` writes.
package struct RecordedTrack: Hashable, Sendable {
    /// Given by the caller, different for each publication of the file.
    package let id: UInt32
    /// What its packets carry.
    package let codec: RecordedCodec
    /// What players show as the track's name: `microphone`, `camera`, `screen`. A track that
    /// ended goes on in the file when another with the same label and codec is added.
    package let label: String

    package init(id: UInt32, codec: RecordedCodec, label: String) {
        self.id = id
        self.codec = codec
        self.label = label
    }
}
