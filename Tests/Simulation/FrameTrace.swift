import Wire

/// What a simulated packet says of itself in its payload, so that a receiver can tell whether it
/// got what was sent: 16 bytes, big-endian.
package struct FrameTrace: Equatable, Sendable {
    /// Its sender's SSRC.
    package let source: UInt32
    /// Counts the frames of that stream from 0.
    package let frame: UInt32
    /// Of the packet in its frame.
    package let index: UInt16
    /// Packets of the frame.
    package let count: UInt16

    private static let mark: UInt32 = 0x7472_6163

    package init(source: UInt32, frame: UInt32, index: UInt16, count: UInt16) {
        self.source = source
        self.frame = frame
        self.index = index
        self.count = count
    }

    init?(parsing bytes: RawSpan, at offset: Int) {
        guard bytes.uint32(at: offset) == Self.mark, let source = bytes.uint32(at: offset + 4),
            let frame = bytes.uint32(at: offset + 8), let index = bytes.uint16(at: offset + 12),
            let count = bytes.uint16(at: offset + 14)
        else { return nil }
        self.init(source: source, frame: frame, index: index, count: count)
    }

    var bytes: [UInt8] {
        [Self.mark, source, frame, UInt32(index) << 16 | UInt32(count)].flatMap { word in
            stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> $0) }
        }
    }
}
