import Wire

/// Where the clock that a publisher stamps its sender reports with stands on ours.
///
/// One for all streams of a publisher: that they share it is what holds sound and picture
/// together. It follows our own clock slowly, so that the files of several participants, and a
/// publisher whose clock runs 100 ppm fast, stay together for hours.
struct SenderTimeline: Sendable {
    /// Reports whose transit is looked at; the quickest of them counts.
    private static let windowLength = 16
    /// The part of the time that has passed by which the offset may move: 500 ppm.
    private static let followDivisor: Int64 = 2000

    /// Nanoseconds to add to the sender's time for ours.
    private(set) var offset: Int64
    /// Whether ``offset`` was set by a stream of sound, which must not be stretched.
    let isSetByAudio: Bool
    /// What ``offset`` was more than the quickest transit when it was set.
    private let excess: Int64
    private var transits: [Int64]
    private var lastReportAt: MonotonicTime

    /// - Parameters:
    ///   - offset: makes the stream that sets the timeline go on where it stands.
    ///   - report: the report's own time, on the sender's clock.
    init(offset: Int64, isSetByAudio: Bool, report: Int64, arrivedAt: MonotonicTime) {
        self.offset = offset
        self.isSetByAudio = isSetByAudio
        let transit = arrivedAt.nanoseconds &- report
        excess = offset &- transit
        transits = [transit]
        lastReportAt = arrivedAt
    }

    /// Whether a report that says `report` can have been sent shortly before it arrived.
    func isPlausible(report: Int64, arrivedAt: MonotonicTime) -> Bool {
        let age = arrivedAt.nanoseconds &- (report &+ offset)
        return age > -1_000_000_000 && age < 5_000_000_000
    }

    /// Follows our clock by one plausible report.
    mutating func follow(report: Int64, arrivedAt: MonotonicTime) {
        if transits.count == Self.windowLength { transits.removeFirst() }
        transits.append(arrivedAt.nanoseconds &- report)
        let quickest = transits.min() ?? offset
        let limit = max(0, (arrivedAt - lastReportAt).nanoseconds) / Self.followDivisor
        offset &+= min(max(quickest &+ excess &- offset, -limit), limit)
        lastReportAt = max(lastReportAt, arrivedAt)
    }
}
