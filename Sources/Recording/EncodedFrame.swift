import Wire

/// One frame as the codec's decoder takes it, cut out of RTP.
struct EncodedFrame: Equatable, Sendable {
    /// In the form that Matroska wants: H.264 with lengths instead of start codes, AV1 with sizes.
    let bytes: [UInt8]
    let rtpTimestamp: UInt32
    /// When the frame's first packet arrived.
    let arrivedAt: MonotonicTime
    let isKeyframe: Bool
    /// What the frame says about itself; `nil` for video that is no key frame, and for sound.
    let picture: PictureFormat?
}
