import RTP
import SDP
import Wire

/// What a video payload tells without being decoded, whatever its codec.
struct VideoPeek {
    /// Whether a decoder can begin with this packet. Always true of sound.
    private(set) var startsKeyframe: Bool
    /// Picture area where the payload tells it, else 0.
    let pixelCount: Int
    let pictureID: PictureID?
    let baseLayerIndex: BaseLayerIndex?
    let frame: LayerSelector.Frame

    private init(
        startsKeyframe: Bool, size: PictureSize? = nil, pictureID: PictureID? = nil,
        baseLayerIndex: BaseLayerIndex? = nil, frame: LayerSelector.Frame = .plain
    ) {
        self.startsKeyframe = startsKeyframe
        pixelCount = size.map { $0.width * $0.height } ?? 0
        self.pictureID = pictureID
        self.baseLayerIndex = baseLayerIndex
        self.frame = frame
    }

    /// The packet came after later ones, which have passed by whoever waits for a beginning.
    mutating func cameLate() {
        startsKeyframe = false
    }

    /// - Parameter payload: of one plain packet. What is malformed starts no key frame.
    init(of payload: RawSpan, codec: CodecFamily) {
        switch codec {
        case .audio: self.init(startsKeyframe: true)
        case .vp8:
            let peek = VP8Payload(parsing: payload)
            self.init(
                startsKeyframe: peek?.isKeyframe ?? false, size: peek?.size,
                pictureID: peek?.pictureID, baseLayerIndex: peek?.baseLayerIndex,
                frame: LayerSelector.Frame(
                    temporalLayer: peek?.temporalLayer ?? 0,
                    isStart: peek?.isStartOfFrame ?? false,
                    isSwitchingPoint: peek?.isLayerSync ?? false))
        case .vp9:
            let peek = VP9Payload(parsing: payload)
            self.init(
                startsKeyframe: peek?.isKeyframe ?? false, size: peek?.size,
                pictureID: peek?.pictureID, baseLayerIndex: peek?.baseLayerIndex,
                frame: LayerSelector.Frame(
                    temporalLayer: peek?.layer?.temporal ?? 0,
                    isStart: peek?.flags.contains(.isStartOfFrame) ?? false,
                    isSwitchingPoint: peek?.layer?.isSwitchingPoint ?? false))
        case .h264:
            self.init(startsKeyframe: H264Payload(parsing: payload)?.isKeyframe ?? false)
        case .av1:
            self.init(startsKeyframe: AV1Payload(parsing: payload)?.isKeyframe ?? false)
        }
    }
}

/// The payload formats that the forwarder tells apart.
enum CodecFamily {
    case audio, vp8, vp9, h264, av1

    init(_ codec: Codec) {
        switch codec {
        case .opus: self = .audio
        case .vp8: self = .vp8
        case .vp9, .vp9Profile2: self = .vp9
        case .h264ConstrainedBaseline, .h264Baseline: self = .h264
        case .av1: self = .av1
        }
    }
}
