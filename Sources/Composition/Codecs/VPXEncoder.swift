internal import CVPX

/// Pictures to VP8 or VP9, by libvpx, as fast as one thread goes.
final class VPXEncoder {
    /// A frame for the container.
    struct Frame {
        let bytes: [UInt8]
        /// Milliseconds.
        let time: Int64
        let isKeyframe: Bool
    }

    private let context: UnsafeMutablePointer<vpx_codec_ctx_t>
    private let width: Int
    private let height: Int
    private var lastTime: Int64 = -1
    private var lastKeyframeTime: Int64?

    /// Players seek to key frames: milliseconds from one to the next at the most.
    private static let keyframeInterval: Int64 = 5_000
    private static let keyframeDistance: UInt32 = 600

    /// - Throws: ``CompositionFailure/encoder``.
    init(
        isVP9: Bool, width: Int, height: Int, bitrate: Int
    ) throws(CompositionFailure) {
        self.width = width
        self.height = height
        context = .allocate(capacity: 1)
        context.initialize(to: vpx_codec_ctx_t())
        let status = cvpx_encoder_init(
            context, isVP9 ? 1 : 0, UInt32(width), UInt32(height), UInt32(bitrate),
            Self.keyframeDistance)
        guard status == VPX_CODEC_OK else {
            context.deallocate()
            throw .encoder(Int(status.rawValue))
        }
    }

    deinit {
        vpx_codec_destroy(context)
        context.deallocate()
    }

    /// - Parameters:
    ///   - picture: of the encoder's size.
    ///   - time: milliseconds, later than that of the picture before.
    func encode(
        _ picture: Picture, time: Int64, duration: Int64
    ) throws(CompositionFailure) -> [Frame] {
        precondition(picture.width == width && picture.height == height && time > lastTime)
        lastTime = time
        let isKeyframe = lastKeyframeTime.map { time - $0 >= Self.keyframeInterval } ?? true
        if isKeyframe { lastKeyframeTime = time }
        let status = picture.bytes.withUnsafeBufferPointer {
            cvpx_encode(
                context, $0.baseAddress, UInt32(width), UInt32(height), time, UInt(duration),
                isKeyframe ? 1 : 0)
        }
        guard status == VPX_CODEC_OK else { throw .encoder(Int(status.rawValue)) }
        return takeFrames()
    }

    private func takeFrames() -> [Frame] {
        var frames: [Frame] = []
        var position: vpx_codec_iter_t?
        var length = 0
        var time: vpx_codec_pts_t = 0
        var isKeyframe: Int32 = 0
        while let bytes = cvpx_take_frame(context, &position, &length, &time, &isKeyframe) {
            frames.append(
                Frame(
                    bytes: Array(UnsafeRawBufferPointer(start: bytes, count: length)),
                    time: time, isKeyframe: isKeyframe != 0))
        }
        return frames
    }
}
