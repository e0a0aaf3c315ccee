import Wire

/// When a video track should be asked for a key frame.
struct KeyframeDemand: Sendable {
    /// Between two wishes for the same track.
    static let interval = Duration.seconds(1)
    /// A player can only seek to key frames: without one for so long, one is wished for.
    static let seekInterval = Duration.seconds(30)
    /// A track that sends nothing is asked once only.
    private static let activityLimit = Duration.seconds(2)

    private var latestWishAt: MonotonicTime?
    private var latestPacketAt: MonotonicTime?
    private var latestKeyframeAt: MonotonicTime?

    mutating func notePacket(at now: MonotonicTime) { latestPacketAt = now }

    mutating func noteKeyframe(at now: MonotonicTime) { latestKeyframeAt = now }

    /// Whether to ask now; then it counts as asked.
    ///
    /// - Parameter isWaiting: nothing can be written before a key frame.
    mutating func isDue(isWaiting: Bool, now: MonotonicTime) -> Bool {
        if let latestWishAt {
            guard now - latestWishAt >= Self.interval, let latestPacketAt,
                now - latestPacketAt < Self.activityLimit
            else { return false }
        }
        let isSeekPointDue =
            latestKeyframeAt.map { now - $0 >= Self.seekInterval } ?? false
        guard isWaiting || isSeekPointDue else { return false }
        latestWishAt = now
        return true
    }
}
