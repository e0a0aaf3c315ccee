import Wire

/// Whether feedback comes, how old it is, and on which clock.
struct FeedbackState: Sendable {
    /// Who says how much may be sent.
    enum Source: Equatable, Sendable {
        /// Nobody has yet.
        case unknown
        /// Feedback on each packet.
        case transport
        /// The receiver, in bits per second.
        case receiver(Int)
        case none
    }

    private(set) var source = Source.unknown
    /// From leaving to feedback, smoothed.
    private(set) var roundTrip: Duration?
    var hasOveruse = false
    private var nextSequenceNumber: UInt16?
    /// A longer gap is a pause of feedback, of which nothing is made up.
    private static let untoldLimit = 256
    private var newestAcknowledged: MonotonicTime?
    private var firstSentAt: MonotonicTime?
    private var lastSentAt: MonotonicTime?
    private var lastFeedbackAt: MonotonicTime?
    /// The receiver's clock without its wraps, in ticks of 250 µs.
    private var lastTicks: Int64?

    mutating func sent(at now: MonotonicTime) {
        if firstSentAt == nil { firstSentAt = now }
        lastSentAt = now
    }

    /// The packets before `sequenceNumber` that no feedback has told of and none will: theirs was
    /// lost on its way.
    mutating func untold(before sequenceNumber: UInt16) -> Range<Int> {
        let expected = nextSequenceNumber ?? sequenceNumber
        let step = Int(Int16(bitPattern: sequenceNumber &- expected))
        guard step >= 0 else { return 0..<0 }
        nextSequenceNumber = sequenceNumber &+ 1
        let start = Int(expected)
        return step <= Self.untoldLimit ? start..<(start + step) : 0..<0
    }

    /// Unwraps an arrival, whose clock has 32 bits of ticks.
    mutating func milliseconds(_ ticks: Int64) -> Double {
        let former = lastTicks ?? ticks
        let unwrapped = former + Int64(Int32(truncatingIfNeeded: ticks &- former))
        lastTicks = max(unwrapped, former)
        return Double(unwrapped) / 4
    }

    mutating func acknowledged(_ sentAt: MonotonicTime) {
        newestAcknowledged = max(newestAcknowledged ?? sentAt, sentAt)
    }

    /// A feedback's end.
    mutating func arrived(at now: MonotonicTime) {
        source = .transport
        lastFeedbackAt = now
        guard let sentAt = newestAcknowledged else { return }
        let measured = now - sentAt
        roundTrip = roundTrip.map { ($0 * 7 + measured) / 8 } ?? measured
        newestAcknowledged = nil
    }

    mutating func takeOveruse() -> Bool {
        defer { hasOveruse = false }
        return hasOveruse
    }

    mutating func receiveMaximum(_ bitrate: Int) {
        if source != .transport { source = .receiver(bitrate) }
    }

    /// Whether feedback has stayed away for `patience` while packets left; once each time.
    mutating func isMissing(at now: MonotonicTime, patience: Duration) -> Bool {
        guard source == .transport, let last = lastFeedbackAt, now - last >= patience,
            let lastSentAt, lastSentAt - last > .milliseconds(100)
        else { return false }
        lastFeedbackAt = now
        return true
    }

    /// Stops waiting for a first feedback.
    mutating func giveUp(at now: MonotonicTime, patience: Duration) {
        guard source == .unknown, let firstSentAt, now - firstSentAt >= patience else { return }
        source = .none
    }
}
