/// One element of a container of ours, found among its bytes (RFC 8794 §6).
package struct EBMLElement {
    /// What is no container of ours.
    package struct Malformed: Error, Equatable {}

    /// With the length marker: an ``EBMLID`` where we know it.
    let id: UInt32
    /// Where its content stands. Empty where its size is not known, as a segment's that was not
    /// finished: its children follow.
    let content: Range<Int>

    /// From 1970-01-01 to 2001-01-01, the epoch of EBML dates (RFC 8794 §7.6), in nanoseconds.
    private static let epoch: Int64 = 978_307_200 * 1_000_000_000
    private static let sizeLimit: UInt64 = 1 << 40

    /// The element that begins at `start`.
    ///
    /// - Returns: `nil` where more bytes are needed to tell.
    init?(in bytes: [UInt8], at start: Int) throws(Malformed) {
        guard start < bytes.count else { return nil }
        let idWidth = bytes[start].leadingZeroBitCount + 1
        guard idWidth <= 4 else { throw Malformed() }
        guard start + idWidth < bytes.count else { return nil }
        id = bytes[start..<(start + idWidth)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        let sizeStart = start + idWidth
        let sizeWidth = bytes[sizeStart].leadingZeroBitCount + 1
        guard sizeWidth <= 8 else { throw Malformed() }
        guard sizeStart + sizeWidth <= bytes.count else { return nil }
        let first = UInt64(bytes[sizeStart]) & (0xFF >> UInt64(sizeWidth))
        let size = bytes[(sizeStart + 1)..<(sizeStart + sizeWidth)].reduce(first) {
            $0 << 8 | UInt64($1)
        }
        let isUnknown = size == (1 << (7 * UInt64(sizeWidth))) - 1
        guard isUnknown || size < Self.sizeLimit else { throw Malformed() }
        let contentStart = sizeStart + sizeWidth
        content = contentStart..<(contentStart + (isUnknown ? 0 : Int(size)))
    }

    /// What stands in it, where `bytes` hold all of it.
    func children(in bytes: [UInt8]) throws(Malformed) -> [EBMLElement] {
        var children: [EBMLElement] = []
        var start = content.lowerBound
        while start < content.upperBound {
            guard let child = try EBMLElement(in: bytes, at: start),
                child.content.upperBound <= content.upperBound
            else { throw Malformed() }
            children.append(child)
            start = child.content.upperBound
        }
        return children
    }

    func unsigned(in bytes: [UInt8]) -> UInt64 {
        bytes[content].suffix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Of a DateUTC element: nanoseconds since 1970.
    func unixNanoseconds(in bytes: [UInt8]) -> Int64 {
        Int64(bitPattern: unsigned(in: bytes)) &+ Self.epoch
    }
}
