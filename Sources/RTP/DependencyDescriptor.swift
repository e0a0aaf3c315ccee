import Wire

/// The dependency descriptor of one packet (AV1 RTP specification, appendix A), as far as an SFU
/// needs it without knowing the structure: the mandatory fields and what follows them.
package struct DependencyDescriptor: Equatable, Sendable {
    /// The first packet of a frame.
    package let isStartOfFrame: Bool
    /// The last packet of a frame.
    package let isEndOfFrame: Bool
    /// Modulo 64: which template of the structure the frame follows.
    package let templateID: UInt8
    /// Goes up by one with each frame.
    package let frameNumber: UInt16
    /// Whether a new structure follows; only on the first packet of a key frame.
    package let hasStructure: Bool
    /// Whether a mask of active decode targets follows.
    package let hasActiveDecodeTargets: Bool

    /// - Parameter value: the extension's value alone, at least three bytes.
    @inlinable
    package init?(parsing value: RawSpan) {
        guard let first = value.uint8(at: 0), let frameNumber = value.uint16(at: 1) else {
            return nil
        }
        isStartOfFrame = first & 0x80 != 0
        isEndOfFrame = first & 0x40 != 0
        templateID = first & 0x3f
        self.frameNumber = frameNumber
        let flags = value.uint8(at: 3) ?? 0  // Absent when only the mandatory fields are there.
        hasStructure = flags & 0x80 != 0
        hasActiveDecodeTargets = flags & 0x40 != 0
    }
}
