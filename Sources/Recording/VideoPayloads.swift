/// Joins the payloads of one video frame, codec by codec.
///
/// ``VideoFrames`` passes in the payloads of one RTP timestamp, in order and without a gap.
protocol VideoPayloads: Sendable {
    /// Bytes gathered so far.
    var byteCount: Int { get }

    /// Takes the next payload of the frame.
    ///
    /// - Returns: `false` where it does not follow: malformed, or the frame's start is missing.
    mutating func append(_ payload: [UInt8]) -> Bool

    /// The frame that is gathered, and an empty start for the next one; `nil` where its end is
    /// missing or there is no picture in it.
    mutating func take() -> JoinedPicture?

    /// Drops what is gathered of the current frame.
    mutating func reset()
}

/// A frame without its time.
struct JoinedPicture: Equatable, Sendable {
    let bytes: [UInt8]
    /// Set for key frames.
    let keyframe: PictureFormat?
}
