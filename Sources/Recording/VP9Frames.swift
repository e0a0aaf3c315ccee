/// VP9 frames out of RTP payloads (RFC 9628).
///
/// The frames of several spatial layers that share a timestamp become one superframe.
struct VP9Frames: VideoPayloads {
    /// A superframe holds no more frames (VP9 bitstream specification, annex B).
    private static let layerLimit = 8

    private var bytes: [UInt8] = []
    /// Lengths of the layers' frames in ``bytes``, the one being gathered among them.
    private var layers: [Int] = []
    private var isLayerOpen = false
    /// Of the highest layer, from the scalability structure.
    private var structureSize: (width: Int, height: Int)?

    var byteCount: Int { bytes.count }

    mutating func append(_ payload: [UInt8]) -> Bool {
        guard let descriptor = VP9Descriptor(payload), descriptor.length < payload.count
        else { return false }
        if descriptor.startsLayer {
            guard !isLayerOpen, layers.count < Self.layerLimit else { return false }
            layers.append(0)
        } else {
            guard isLayerOpen else { return false }
        }
        if let size = descriptor.size { structureSize = size }
        bytes += payload[descriptor.length...]
        layers[layers.count - 1] += payload.count - descriptor.length
        isLayerOpen = !descriptor.endsLayer
        return true
    }

    mutating func take() -> JoinedPicture? {
        defer { reset() }
        guard let firstLength = layers.first, !isLayerOpen,
            let header = VP9FrameHeader(bytes[..<firstLength])
        else { return nil }
        var keyframe: PictureFormat?
        if let size = header.keyframeSize {
            let size = layers.count > 1 ? structureSize ?? size : size
            keyframe = PictureFormat(width: size.width, height: size.height, codecPrivate: [])
        }
        return JoinedPicture(
            bytes: layers.count > 1 ? bytes + Self.superframeIndex(layers) : bytes,
            keyframe: keyframe)
    }

    mutating func reset() {
        bytes.removeAll(keepingCapacity: true)
        layers.removeAll(keepingCapacity: true)
        isLayerOpen = false
        structureSize = nil
    }

    /// Annex B: each frame's length in four bytes, least significant first, between two markers.
    private static func superframeIndex(_ lengths: [Int]) -> [UInt8] {
        let marker = 0b1101_1000 | UInt8(lengths.count - 1)
        let sizes = lengths.flatMap { length in
            (0..<4).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
        }
        return [marker] + sizes + [marker]
    }
}
