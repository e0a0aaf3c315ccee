import Wire

/// When a shard looks after its streams next.
///
/// One that neither a call nor an allocation uses is closed within 30 s, whatever trickles in.
struct StreamWatch {
    /// A stream may be of no use for this long before a look closes it.
    static let unusedLimit = Duration.seconds(25)
    static let period = Duration.seconds(2)

    /// `nil` while there is no stream.
    private(set) var nextDeadline: MonotonicTime?

    mutating func streamOpened(at now: MonotonicTime) {
        if nextDeadline == nil { nextDeadline = now + Self.period }
    }

    /// - Returns: whether it is time for a look.
    mutating func isDue(at now: MonotonicTime, streamCount: Int) -> Bool {
        guard let nextDeadline, nextDeadline <= now else { return false }
        self.nextDeadline = streamCount > 0 ? now + Self.period : nil
        return true
    }
}
