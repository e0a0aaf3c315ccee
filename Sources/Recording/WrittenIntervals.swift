/// When something was written into a container of ours, read from its blocks.
///
/// Takes the bytes of ``WebMWriter`` in order, before patches. Memory: one cluster.
package struct WrittenIntervals: Sendable {
    package typealias Malformed = WebMReader.Malformed

    /// Blocks nearer than this are one interval.
    private static let smallestGap: Int64 = 1_000
    private static let intervalLimit = 100_000

    /// Milliseconds of the container.
    package private(set) var intervals: [ClosedRange<Int64>] = []

    private var reader = WebMReader()

    package init() {}

    /// Nanoseconds since 1970, of the container's time 0.
    package var unixNanoseconds: Int64? { reader.unixNanoseconds }

    /// - Throws: ``Malformed``.
    package mutating func receive(_ bytes: [UInt8]) throws(Malformed) {
        var frames: [StoredFrame] = []
        try reader.receive(bytes, into: &frames)
        for frame in frames { note(frame.time) }
    }

    private mutating func note(_ time: Int64) {
        if let last = intervals.last, time &- last.upperBound <= Self.smallestGap {
            intervals[intervals.count - 1] =
                min(last.lowerBound, time)...max(last.upperBound, time)
        } else if intervals.count < Self.intervalLimit {
            intervals.append(time...time)
        }
    }
}
