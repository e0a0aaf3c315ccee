import Recording

/// Turns a track's frames into pictures.
protocol PictureDecoder: AnyObject {
    /// - Returns: the picture that is to be shown from this frame on; `nil` where the frame has
    ///   none, or cannot be decoded.
    func decode(_ frame: [UInt8]) -> Picture?
}

/// Which decoder a track needs.
enum PictureDecoders {
    /// - Returns: `nil` where there is none for it here.
    static func decoder(for track: StoredTrack) -> (any PictureDecoder)? {
        switch track.codec {
        case .vp8: VPXDecoder(isVP9: false)
        case .vp9: VPXDecoder(isVP9: true)
        case .h264: AVDecoder(isH264: true, codecPrivate: track.codecPrivate)
        case .av1: AVDecoder(isH264: false, codecPrivate: track.codecPrivate)
        case .opus: nil
        }
    }
}
