/// Which layer of a publication one subscriber receives, and how many of its frames.
///
///     stopped ──aim──▶ none ──target's key frame──▶ current ──target's key frame──▶ current′
///
/// A subscriber enters a layer on a key frame only, because a decoder can begin nowhere else. It
/// stays on the old layer until the new one's key frame is there, so that the picture never stops;
/// on the way to a smaller layer only the old one's base frames still pass. Temporal layers go at
/// once, with the next frame, and come back where a frame of theirs needs the base layer alone.
package struct LayerSelector: Sendable, Equatable {
    /// Forwarded now; `nil` before the first key frame.
    package private(set) var current: Int?
    /// Wanted; `nil` where nothing is to be forwarded.
    package private(set) var target: Int?
    /// The highest temporal layer wanted.
    package private(set) var temporalTarget = Self.everyTemporalLayer
    /// The highest temporal layer forwarded.
    private var temporal = Self.everyTemporalLayer
    /// The target needs less than what is forwarded until its key frame comes.
    private var isDescending = false

    /// More than any payload format numbers.
    package static let everyTemporalLayer: UInt8 = 7

    package init(target: Int? = 0) {
        self.target = target
    }

    /// Whether the publisher has to be asked for a key frame of ``target``.
    package var needsKeyframe: Bool { target != nil && current != target }

    /// - Parameters:
    ///   - layer: `nil` to forward nothing.
    ///   - temporalLayers: the highest to forward.
    ///   - isDescending: the layer needs less than the current one.
    package mutating func aim(
        at layer: Int?, temporalLayers: UInt8 = everyTemporalLayer, isDescending: Bool = false
    ) {
        target = layer
        temporalTarget = temporalLayers
        self.isDescending = isDescending
        if layer == nil { current = nil }
    }

    /// The decoder lost its state, or a gap cannot be repaired: begin again on a key frame.
    package mutating func reset() {
        current = nil
    }

    /// What becomes of one packet.
    package enum Verdict: Equatable, Sendable {
        case forward
        /// Forward; this packet is the first of another layer.
        case switched
        /// Of another layer.
        case drop
        /// Of a temporal layer that is left out: later packets take its number.
        case leaveOut
    }

    /// What a packet says of the frame it belongs to.
    package struct Frame: Equatable, Sendable {
        /// TID; 0 where there are no temporal layers.
        package let temporalLayer: UInt8
        /// The first packet of its frame.
        package let isStart: Bool
        /// The frame needs the base layer alone.
        package let isSwitchingPoint: Bool

        package init(temporalLayer: UInt8, isStart: Bool, isSwitchingPoint: Bool) {
            self.temporalLayer = temporalLayer
            self.isStart = isStart
            self.isSwitchingPoint = isSwitchingPoint
        }

        /// Of a stream without temporal layers.
        package static let plain = Frame(
            temporalLayer: 0, isStart: false, isSwitchingPoint: false)
    }

    /// - Parameters:
    ///   - layer: of the packet at hand.
    ///   - startsKeyframe: whether a decoder can begin with it.
    package mutating func judge(
        layer: Int, startsKeyframe: Bool, frame: Frame = .plain
    ) -> Verdict {
        if layer == current {
            if startsKeyframe { temporal = limit }
            return frame.temporalLayer == 0 && temporal == limit ? .forward : judge(frame)
        }
        guard layer == target, startsKeyframe else { return .drop }
        current = layer
        isDescending = false
        temporal = temporalTarget
        return .switched
    }

    private var limit: UInt8 { isDescending && current != target ? 0 : temporalTarget }

    private mutating func judge(_ frame: Frame) -> Verdict {
        if frame.isStart {
            if temporal > limit {
                temporal = limit
            } else if frame.isSwitchingPoint, frame.temporalLayer > temporal,
                frame.temporalLayer <= limit
            {
                temporal = frame.temporalLayer == 1 ? 1 : limit
            }
        }
        return frame.temporalLayer <= temporal ? .forward : .leaveOut
    }
}
