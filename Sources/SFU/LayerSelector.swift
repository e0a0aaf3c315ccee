/// Which layer of a publication one subscriber receives.
///
///     none ──target's key frame──▶ current ──target's key frame──▶ current′
///
/// A subscriber enters a layer on a key frame only, because a decoder can begin nowhere else. It
/// stays on the old layer until the new one's key frame is there, so that the picture never stops.
package struct LayerSelector: Sendable, Equatable {
    /// Forwarded now; `nil` before the first key frame.
    package private(set) var current: Int?
    /// Wanted.
    package private(set) var target: Int

    package init(target: Int = 0) {
        self.target = target
    }

    /// Whether the publisher has to be asked for a key frame of ``target``.
    package var needsKeyframe: Bool { current != target }

    package mutating func aim(at layer: Int) {
        target = layer
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
        case drop
    }

    /// - Parameters:
    ///   - layer: of the packet at hand.
    ///   - startsKeyframe: whether a decoder can begin with it.
    package mutating func judge(layer: Int, startsKeyframe: Bool) -> Verdict {
        if layer == current { return .forward }
        guard layer == target, startsKeyframe else { return .drop }
        current = layer
        return .switched
    }
}
