/// A frame as it stands in a container.
package struct StoredFrame: Equatable, Sendable {
    /// A ``StoredTrack/number``.
    package let track: UInt8
    /// Milliseconds of the container.
    package let time: Int64
    package let bytes: [UInt8]
    package let isKeyframe: Bool

    package init(track: UInt8, time: Int64, bytes: [UInt8], isKeyframe: Bool) {
        self.track = track
        self.time = time
        self.bytes = bytes
        self.isKeyframe = isKeyframe
    }
}

/// A track as a container names it.
package struct StoredTrack: Equatable, Sendable {
    package let number: UInt8
    package let codec: RecordedCodec
    /// ``RecordedTrack/label``.
    package let label: String
    /// Matroska's CodecPrivate; empty where there is none.
    package let codecPrivate: [UInt8]

    package init(number: UInt8, codec: RecordedCodec, label: String, codecPrivate: [UInt8] = []) {
        self.number = number
        self.codec = codec
        self.label = label
        self.codecPrivate = codecPrivate
    }
}
