import Wire

/// Holds the frames of all tracks a moment, so that they are written in the order of their times.
struct InterleavingQueue: Sendable {
    /// How long after its time a frame waits for those of other tracks: at least a little more
    /// than a lost packet is waited for, and longer where a track turns out to lag behind.
    static let smallestPatience = ReorderBuffer.patience + .milliseconds(50)
    static let largestPatience = Duration.milliseconds(1500)
    /// How long a frame waits at least: a burst that comes after a stall sorts itself meanwhile.
    private static let burstPatience = Duration.milliseconds(50)
    /// With more frames or bytes the first one goes at once.
    static let frameLimit = 2048
    static let byteLimit = 16 << 20

    struct Entry: Sendable {
        let frame: EncodedFrame
        /// An index of ``Recorder``'s streams.
        let stream: Int
        let time: MonotonicTime
        fileprivate let dueAt: MonotonicTime
    }

    /// By time.
    private var entries: [Entry] = []
    private var byteCount = 0
    private var patience = Self.smallestPatience

    var isEmpty: Bool { entries.isEmpty }

    var first: Entry? { entries.first }

    /// By time.
    var firstOfEachStream: [Entry] {
        var seen: Set<Int> = []
        return entries.filter { seen.insert($0.stream).inserted }
    }

    func holdsFrame(of stream: Int) -> Bool { entries.contains { $0.stream == stream } }

    var isFull: Bool { entries.count > Self.frameLimit || byteCount > Self.byteLimit }

    mutating func insert(
        _ frame: EncodedFrame, stream: Int, time: MonotonicTime, now: MonotonicTime
    ) {
        adapt(lateness: now - time)
        let entry = Entry(
            frame: frame, stream: stream, time: time,
            dueAt: max(time + patience, now + Self.burstPatience))
        // Behind all of the same time: frames of one stream stay in order.
        let place = entries.lastIndex { $0.time <= time }.map { $0 + 1 } ?? 0
        entries.insert(entry, at: place)
        byteCount += frame.bytes.count
    }

    /// Grows at once and shrinks over some seconds.
    private mutating func adapt(lateness: Duration) {
        let needed = min(lateness + Self.burstPatience, Self.largestPatience)
        patience -= (patience - Self.smallestPatience) / 1024
        patience = max(patience, needed)
    }

    /// The first frame, once its wait is over or the queue is full.
    mutating func popDue(now: MonotonicTime) -> Entry? {
        guard let first = entries.first, first.dueAt <= now || isFull else { return nil }
        return popFirst()
    }

    /// The first frame, whether its wait is over or not.
    mutating func popFirst() -> Entry? {
        guard !entries.isEmpty else { return nil }
        let entry = entries.removeFirst()
        byteCount -= entry.frame.bytes.count
        return entry
    }
}
