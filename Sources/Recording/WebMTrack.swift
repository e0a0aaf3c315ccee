/// One entry of a file's Tracks element (RFC 9559 §5.1.4).
package struct WebMTrack: Equatable, Sendable {
    /// 1...126, so that a block's track number takes one byte.
    let number: UInt8
    let codec: RecordedCodec
    let label: String
    /// Of the first key frame; `nil` for sound.
    let picture: PictureFormat?

    /// - Parameters:
    ///   - number: 1...126.
    ///   - picture: `nil` for sound.
    package init(number: UInt8, codec: RecordedCodec, label: String, picture: PictureFormat?) {
        self.number = number
        self.codec = codec
        self.label = label
        self.picture = picture
    }

    /// Longer labels are cut and longer codec data left out, so that an entry has a bound, in
    /// bytes.
    private static let labelLimit = 32
    private static let codecPrivateLimit = 544
    /// Bytes of the largest entry.
    static let byteLimit = 704
    /// How long a decoder must run before what it puts out is right (RFC 7845 §4.2), nanoseconds.
    private static let opusSeekPreRoll: UInt64 = 80_000_000

    /// Whether WebM has the codec; else the file is called Matroska.
    var isWebM: Bool { codec != .h264 }

    func append(to buffer: inout EBMLBuffer) {
        buffer.master(.trackEntry) { entry in
            entry.element(.trackNumber, unsigned: UInt64(number))
            entry.element(.trackUID, unsigned: UInt64(number))
            entry.element(.trackType, unsigned: codec.isVideo ? 1 : 2)
            entry.element(.flagLacing, unsigned: 0)
            entry.element(.language, text: "und")
            entry.element(.name, binary: Array(label.utf8.prefix(Self.labelLimit)))
            entry.element(.codecID, text: codec.codecID)
            if let codecPrivate { entry.element(.codecPrivate, binary: codecPrivate) }
            if codec.isVideo {
                entry.master(.video) { video in
                    video.element(.pixelWidth, unsigned: UInt64(picture?.width ?? 0))
                    video.element(.pixelHeight, unsigned: UInt64(picture?.height ?? 0))
                }
            } else {
                entry.element(.codecDelay, unsigned: 0)
                entry.element(.seekPreRoll, unsigned: Self.opusSeekPreRoll)
                entry.master(.audio) { audio in
                    audio.element(.samplingFrequency, float: 48_000)
                    audio.element(.channels, unsigned: 2)
                }
            }
        }
    }

    private var codecPrivate: [UInt8]? {
        guard codec.isVideo else { return OpusFrames.codecPrivate }
        guard let codecPrivate = picture?.codecPrivate, !codecPrivate.isEmpty,
            codecPrivate.count <= Self.codecPrivateLimit
        else { return nil }
        return codecPrivate
    }
}
