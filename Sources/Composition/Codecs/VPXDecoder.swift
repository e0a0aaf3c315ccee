internal import CVPX

/// VP8 and VP9 by libvpx.
final class VPXDecoder: PictureDecoder {
    private let context: UnsafeMutablePointer<vpx_codec_ctx_t>

    /// - Returns: `nil` where libvpx has no memory.
    init?(isVP9: Bool) {
        context = .allocate(capacity: 1)
        context.initialize(to: vpx_codec_ctx_t())
        guard cvpx_decoder_init(context, isVP9 ? 1 : 0) == VPX_CODEC_OK else {
            context.deallocate()
            return nil
        }
    }

    deinit {
        vpx_codec_destroy(context)
        context.deallocate()
    }

    func decode(_ frame: [UInt8]) -> Picture? {
        let status = frame.withUnsafeBufferPointer {
            vpx_codec_decode(context, $0.baseAddress, UInt32($0.count), nil, 0)
        }
        guard status == VPX_CODEC_OK else { return nil }
        var position: vpx_codec_iter_t?
        var latest: Picture?
        while let image = vpx_codec_get_frame(context, &position) {
            latest = Self.picture(image)
        }
        return latest
    }

    private static func picture(_ image: UnsafeMutablePointer<vpx_image_t>) -> Picture? {
        let isWide = image.pointee.fmt == VPX_IMG_FMT_I42016
        guard image.pointee.fmt == VPX_IMG_FMT_I420 || isWide else { return nil }
        let planes = (0..<3).compactMap { plane in
            cvpx_plane(image, plane).map { (pixels: $0, stride: Int(cvpx_stride(image, plane))) }
        }
        return Picture(
            width: Int(image.pointee.d_w), height: Int(image.pointee.d_h), planes: planes,
            bitDepth: isWide ? Int(image.pointee.bit_depth) : 8)
    }
}
