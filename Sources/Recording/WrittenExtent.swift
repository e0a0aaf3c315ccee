/// What has been written of one track, in milliseconds of the file.
struct WrittenExtent: Sendable {
    /// The last frame of a camera that runs slowly counts for no more than this.
    private static let frameLimit: Int64 = 100
    /// A video frame's length before there are two: 30 a second.
    private static let frameDefault: Int64 = 33

    /// The track's number in the file; `nil` before its first frame.
    var number: UInt8?
    private(set) var latestTime: Int64?
    private var latestDuration = Self.frameDefault

    /// When the last frame ends.
    var end: Int64 { latestTime.map { $0 + latestDuration } ?? 0 }

    /// The time to write for a frame of `time`: always after the track's frame before it.
    func next(_ time: Int64) -> Int64 {
        max(time, latestTime.map { $0 + 1 } ?? 0)
    }

    /// - Parameter duration: of the frame, where it says so itself.
    mutating func note(_ time: Int64, duration: Int64?) {
        if let duration {
            latestDuration = duration
        } else if let latestTime {
            latestDuration = min(time - latestTime, Self.frameLimit)
        }
        latestTime = time
    }
}
