/// One voice on the composed clock: decoded frames, put where their times say, silence where there
/// are none. Pure.
///
/// Times in containers are rounded to milliseconds and follow clocks that drift. A frame that comes
/// nearly where the last one ended goes on there, stretched or shrunk by a few samples towards its
/// time, so that drift is never heard; one that comes later leaves silence before it.
package struct SampleTrack: Sendable {
    /// Samples a second.
    package static let rate = 48_000
    /// Further off than this, 10 ms, is no drift.
    static let driftLimit = 480
    /// Rounding explains as much, 1 ms.
    private static let tolerance = 48
    /// Samples that a frame grows or shrinks by.
    private static let stretchLimit = 8

    private var segments: [Segment] = []
    /// Where the last frame ended.
    private(set) var end: Int?

    /// Samples without a gap.
    private struct Segment {
        var start: Int
        var samples: [Float]

        var end: Int { start + samples.count }
    }

    package init() {}

    /// - Parameters:
    ///   - frame: a decoder's output.
    ///   - position: of its first sample, in samples from the clock's start.
    package mutating func insert(_ frame: [Float], at position: Int) {
        guard !frame.isEmpty else { return }
        guard let end, !segments.isEmpty, position - end <= Self.driftLimit else {
            if let end, position < end { return }
            segments.append(Segment(start: position, samples: frame))
            self.end = position + frame.count
            return
        }
        let error = position - end
        guard error >= -Self.driftLimit else { return }  // Its place is taken.
        var change = 0
        if abs(error) > Self.tolerance {
            change = max(-Self.stretchLimit, min(Self.stretchLimit, error / 16))
        }
        segments[segments.count - 1].samples += Self.stretched(frame, by: change)
        self.end = segments.last?.end
    }

    /// What is heard in `range`; what was before it is forgotten.
    package mutating func take(_ range: Range<Int>) -> [Float] {
        var heard = [Float](repeating: 0, count: range.count)
        for segment in segments {
            let part = segment.start..<segment.end
            for position in part.clamped(to: range) {
                heard[position - range.lowerBound] = segment.samples[position - segment.start]
            }
        }
        while let first = segments.first, first.end <= range.upperBound {
            segments.removeFirst()
        }
        if let first = segments.first, first.start < range.upperBound {
            segments[0].samples.removeFirst(range.upperBound - first.start)
            segments[0].start = range.upperBound
        }
        return heard
    }

    /// Whether there is anything in `range`, as far as it has been inserted and not taken.
    package func isHeard(in range: Range<Int>) -> Bool {
        segments.contains { $0.start < range.upperBound && $0.end > range.lowerBound }
    }

    /// The frame as so many samples more or less, by linear interpolation.
    private static func stretched(_ frame: [Float], by change: Int) -> [Float] {
        let count = frame.count + change
        guard change != 0, count > 1 else { return frame }
        let step = Float(frame.count - 1) / Float(count - 1)
        return (0..<count).map { index in
            let place = Float(index) * step
            let left = min(Int(place), frame.count - 1)
            let right = min(left + 1, frame.count - 1)
            let share = place - Float(left)
            return frame[left] * (1 - share) + frame[right] * share
        }
    }
}
