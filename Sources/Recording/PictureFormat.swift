/// What a key frame says about the pictures from it on.
package struct PictureFormat: Equatable, Sendable {
    /// Pixels.
    package let width: Int
    package let height: Int
    /// Matroska's CodecPrivate: `avcC` for H.264, `av1C` for AV1, empty for VP8 and VP9.
    package let codecPrivate: [UInt8]

    package init(width: Int, height: Int, codecPrivate: [UInt8]) {
        self.width = width
        self.height = height
        self.codecPrivate = codecPrivate
    }
}
