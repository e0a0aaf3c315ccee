/// When something was written into a container of ours, read from its blocks.
///
/// Takes the bytes of ``WebMWriter`` in order, before patches. Memory: one cluster.
package struct WrittenIntervals: Sendable {
    /// What is no container of ours.
    package struct Malformed: Error, Equatable {}

    /// Blocks nearer than this are one interval.
    private static let smallestGap: Int64 = 1_000
    private static let intervalLimit = 100_000
    /// No element of ours is longer.
    private static let elementLimit = 16 * 1024 * 1024

    /// Nanoseconds since 1970, of the container's time 0.
    package private(set) var unixNanoseconds: Int64?
    /// Milliseconds of the container.
    package private(set) var intervals: [ClosedRange<Int64>] = []

    private var pending: [UInt8] = []

    package init() {}

    /// - Throws: ``Malformed``.
    package mutating func receive(_ bytes: [UInt8]) throws(Malformed) {
        pending += bytes
        var start = 0
        while let element = try Self.element(pending, at: start) {
            if element.id == EBMLID.segment.rawValue {
                start = element.content.lowerBound
                continue
            }
            guard element.content.count <= Self.elementLimit else { throw Malformed() }
            guard element.content.upperBound <= pending.count else { break }
            try take(element)
            start = element.content.upperBound
        }
        pending.removeFirst(start)
        guard pending.count <= Self.elementLimit else { throw Malformed() }
    }

    private struct Element {
        let id: UInt32
        let content: Range<Int>
    }

    private mutating func take(_ element: Element) throws(Malformed) {
        if element.id == EBMLID.info.rawValue {
            for child in try children(in: element.content)
            where child.id == EBMLID.dateUTC.rawValue {
                let date = Int64(bitPattern: number(child.content))
                unixNanoseconds = date &+ 978_307_200 * 1_000_000_000
            }
        } else if element.id == EBMLID.cluster.rawValue {
            var clusterTime: Int64 = 0
            for child in try children(in: element.content) {
                if child.id == EBMLID.timestamp.rawValue {
                    clusterTime = Int64(truncatingIfNeeded: number(child.content))
                } else if child.id == EBMLID.simpleBlock.rawValue, child.content.count >= 4 {
                    let from = child.content.lowerBound
                    let relative = Int16(
                        bitPattern: UInt16(pending[from + 1]) << 8 | UInt16(pending[from + 2]))
                    note(clusterTime &+ Int64(relative))
                }
            }
        }
    }

    private mutating func note(_ time: Int64) {
        if let last = intervals.last, time &- last.upperBound <= Self.smallestGap {
            intervals[intervals.count - 1] =
                min(last.lowerBound, time)...max(last.upperBound, time)
        } else if intervals.count < Self.intervalLimit {
            intervals.append(time...time)
        }
    }

    private func children(in range: Range<Int>) throws(Malformed) -> [Element] {
        var children: [Element] = []
        var start = range.lowerBound
        while start < range.upperBound {
            guard let child = try Self.element(pending, at: start),
                child.content.upperBound <= range.upperBound
            else { throw Malformed() }
            children.append(child)
            start = child.content.upperBound
        }
        return children
    }

    private func number(_ range: Range<Int>) -> UInt64 {
        pending[range].suffix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// An element's head (RFC 8794 §6): `nil` where more bytes are needed to tell.
    private static func element(_ bytes: [UInt8], at start: Int) throws(Malformed) -> Element? {
        guard start < bytes.count else { return nil }
        let idWidth = bytes[start].leadingZeroBitCount + 1
        guard idWidth <= 4 else { throw Malformed() }
        guard start + idWidth < bytes.count else { return nil }
        let id = bytes[start..<(start + idWidth)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        let sizeStart = start + idWidth
        let sizeWidth = bytes[sizeStart].leadingZeroBitCount + 1
        guard sizeWidth <= 8 else { throw Malformed() }
        guard sizeStart + sizeWidth <= bytes.count else { return nil }
        let first = UInt64(bytes[sizeStart]) & (0xFF >> UInt64(sizeWidth))
        let size = bytes[(sizeStart + 1)..<(sizeStart + sizeWidth)].reduce(first) {
            $0 << 8 | UInt64($1)
        }
        let content = sizeStart + sizeWidth
        let isUnknown = size == (1 << (7 * UInt64(sizeWidth))) - 1
        guard isUnknown || size < 1 << 40 else { throw Malformed() }
        return Element(id: id, content: content..<(content + (isUnknown ? 0 : Int(size))))
    }
}
