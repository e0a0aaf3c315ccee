/// Makes the payloads of one stream: frames of Opus, or of VP8 with a descriptor that counts
/// (RFC 7741 §4.2), each with a ``FrameTrace`` in it.
package struct SimulatedEncoder {
    package enum Kind: Equatable, Sendable {
        case opus
        case vp8(width: UInt16, height: UInt16)
    }

    package let kind: Kind
    private let source: UInt32
    package private(set) var frameCount: UInt32 = 0
    /// Frame numbers of key frames.
    package private(set) var keyframes: [UInt32] = []
    private var pictureID: UInt16
    private var baseLayerIndex: UInt8
    /// The next frame is a key frame.
    package var wantsKeyframe = true
    /// Bytes of one packet's filling.
    package var packetLength: Int
    package var keyframePackets = 6
    package var deltaPackets = 2
    /// Frames in the order 0, 2, 1, 2 of temporal layers, instead of all in the base layer.
    package var hasTemporalLayers = false
    private var framesSinceKeyframe = 0

    package init(_ kind: Kind, source: UInt32, random: inout SplitMix64) {
        self.kind = kind
        self.source = source
        pictureID = UInt16.random(in: 0...0x7fff, using: &random)
        baseLayerIndex = UInt8.random(in: 0...255, using: &random)
        packetLength = kind == .opus ? 60 : 900
    }

    /// The payloads of the next frame, one a packet.
    package mutating func nextFrame() -> [[UInt8]] {
        defer { frameCount += 1 }
        guard case .vp8(let width, let height) = kind else {
            return [trace(index: 0, count: 1)]
        }
        let isKeyframe = wantsKeyframe
        wantsKeyframe = false
        pictureID = (pictureID + 1) & 0x7fff
        framesSinceKeyframe = isKeyframe ? 0 : framesSinceKeyframe + 1
        if temporalLayer == 0 { baseLayerIndex &+= 1 }
        if isKeyframe { keyframes.append(frameCount) }
        let count = isKeyframe ? keyframePackets : deltaPackets
        return (0..<count).map { index in
            var payload = descriptor(isStart: index == 0)
            if index == 0 {
                payload += [isKeyframe ? 0x10 : 0x11, 0, 0]
                if isKeyframe {
                    payload += [0x9d, 0x01, 0x2a]
                    payload += [UInt8(truncatingIfNeeded: width), UInt8(width >> 8)]
                    payload += [UInt8(truncatingIfNeeded: height), UInt8(height >> 8)]
                }
            }
            return payload + trace(index: index, count: count)
        }
    }

    private var temporalLayer: UInt8 {
        hasTemporalLayers ? [0, 2, 1, 2][framesSinceKeyframe % 4] : 0
    }

    private func descriptor(isStart: Bool) -> [UInt8] {
        // Only the last of four needs another than the base layer.
        let isSwitchingPoint = hasTemporalLayers && [1, 2].contains(framesSinceKeyframe % 4)
        return [
            isStart ? 0x90 : 0x80, 0xe0, 0x80 | UInt8(pictureID >> 8),
            UInt8(truncatingIfNeeded: pictureID), baseLayerIndex,
            temporalLayer << 6 | (isSwitchingPoint ? 0x20 : 0),
        ]
    }

    private func trace(index: Int, count: Int) -> [UInt8] {
        let trace = FrameTrace(
            source: source, frame: frameCount, index: UInt16(index), count: UInt16(count))
        return trace.bytes + [UInt8](repeating: UInt8(index & 0xff), count: packetLength)
    }
}
