internal import CAVCodec

/// H.264 and AV1 by libavcodec, where that is installed.
final class AVDecoder: PictureDecoder {
    private let decoder: OpaquePointer

    /// - Parameter codecPrivate: Matroska's: `avcC` or `av1C`.
    /// - Returns: `nil` where there is no such decoder on this machine.
    init?(isH264: Bool, codecPrivate: [UInt8]) {
        let opened = codecPrivate.withUnsafeBufferPointer {
            cavcodec_open(isH264 ? 1 : 0, $0.baseAddress, Int32($0.count))
        }
        guard let opened else { return nil }
        decoder = opened
    }

    deinit {
        cavcodec_close(decoder)
    }

    func decode(_ frame: [UInt8]) -> Picture? {
        let isTaken = frame.withUnsafeBufferPointer {
            cavcodec_send(decoder, $0.baseAddress, Int32($0.count)) != 0
        }
        guard isTaken else { return nil }
        var latest: Picture?
        while cavcodec_receive(decoder) != 0 { latest = picture }
        return latest
    }

    private var picture: Picture? {
        let planes = (0..<3).compactMap { plane in
            cavcodec_plane(decoder, plane).map {
                (pixels: $0, stride: Int(cavcodec_stride(decoder, plane)))
            }
        }
        return Picture(
            width: Int(cavcodec_width(decoder)), height: Int(cavcodec_height(decoder)),
            planes: planes, bitDepth: Int(cavcodec_bit_depth(decoder)))
    }
}
