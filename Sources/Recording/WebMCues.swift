/// Where a player can start (RFC 9559 §5.1.5): gathered while writing, put out at the end.
struct WebMCues: Sendable {
    /// More than this are thinned out by half.
    static let limit = 8192
    /// Nearer ones are left out.
    private static let smallestInterval: Int64 = 1000

    struct Point: Equatable, Sendable {
        /// Milliseconds.
        let time: Int64
        let track: UInt8
        /// Of the cluster, from the start of the segment's content.
        let position: Int
    }

    private(set) var points: [Point] = []

    mutating func append(_ point: Point) {
        if let last = points.last, last.track == point.track,
            point.time - last.time < Self.smallestInterval
        {
            return
        }
        if points.count == Self.limit {
            points = points.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
        }
        points.append(point)
    }

    var element: [UInt8] {
        var cues = EBMLBuffer()
        cues.master(.cues) { content in
            for point in points {
                content.master(.cuePoint) { cue in
                    cue.element(.cueTime, unsigned: UInt64(max(0, point.time)))
                    cue.master(.cueTrackPositions) { positions in
                        positions.element(.cueTrack, unsigned: UInt64(point.track))
                        positions.element(.cueClusterPosition, unsigned: UInt64(point.position))
                    }
                }
            }
        }
        return cues.bytes
    }
}
