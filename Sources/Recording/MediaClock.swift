import Wire

/// Gives every frame of one participant its time on our clock, so that sound and picture belong
/// together.
///
/// A stream starts where its first packet arrived. Sender reports (RFC 3550 §6.4.1) then say how
/// each stream's RTP clock stands to the one clock of the publisher, and the streams glide there:
/// pictures towards sound where both report. A report that contradicts what is known counts only
/// when ``confirmations`` in a row agree; then either the stream's RTP clock has jumped, or the
/// publisher's own clock was set.
struct MediaClock: Sendable {
    /// How many reports in a row must agree before an unlikely one is believed.
    static let confirmations = 3
    /// How far a report may lie from where the stream stands by arrival alone.
    private static let firstReportLimit: Int64 = 1_000_000_000
    /// How far a report may lie from the ones before it.
    private static let laterReportLimit: Int64 = 100_000_000

    private struct Stream: Sendable {
        var clock: StreamClock
        var suspect: (senderOffset: Int64, count: Int)?
        /// A report from before the stream's first packet.
        var earlyReport: (sentAt: Int64, arrivedAt: MonotonicTime)?
    }
    /// One entry a stream ever added; ``Recorder`` bounds them.
    private var streams: [Stream] = []
    private var timeline: SenderTimeline?

    init() {}

    /// - Parameter clockRate: ticks a second of its RTP timestamps, at least 1.
    /// - Returns: the stream's number for the other calls.
    mutating func addStream(clockRate: Int64, isVideo: Bool) -> Int {
        streams.append(Stream(clock: StreamClock(clockRate: clockRate, isVideo: isVideo)))
        return streams.count - 1
    }

    /// Forgets how a stream's clock stood: another publication goes on in its place.
    mutating func restartStream(_ stream: Int, clockRate: Int64, isVideo: Bool) {
        streams[stream] = Stream(clock: StreamClock(clockRate: clockRate, isVideo: isVideo))
    }

    /// When a frame is to be shown or heard. Never before the stream's frame before it.
    ///
    /// - Parameter arrivedAt: when the frame's first packet arrived.
    mutating func time(
        of rtpTimestamp: UInt32, stream: Int, arrivedAt: MonotonicTime
    ) -> MonotonicTime {
        let target = target(of: stream)
        let time = streams[stream].clock.time(
            of: rtpTimestamp, arrivedAt: arrivedAt.nanoseconds, target: target)
        if let report = streams[stream].earlyReport {
            streams[stream].earlyReport = nil
            if timeline == nil {
                startTimeline(from: stream, sentAt: report.sentAt, arrivedAt: report.arrivedAt)
            }
        }
        return MonotonicTime(nanoseconds: time)
    }

    /// A sender report of the stream, also one from before its first packet.
    ///
    /// - Parameter ntp: the report's NTP time, 32 bits of seconds and 32 of fraction; 0 from a
    ///   sender that has no clock, and then ignored.
    mutating func receiveReport(
        stream: Int, ntp: UInt64, rtpTimestamp: UInt32, arrivedAt: MonotonicTime
    ) {
        guard ntp != 0 else { return }
        let sentAt = Self.nanoseconds(ntp: ntp)
        let senderOffset = sentAt &- streams[stream].clock.rtpTime(of: rtpTimestamp)
        guard let timeline else {
            accept(senderOffset, stream: stream)
            startTimeline(from: stream, sentAt: sentAt, arrivedAt: arrivedAt)
            return
        }
        let isPlausible = timeline.isPlausible(report: sentAt, arrivedAt: arrivedAt)
        if isPlausible, isNear(senderOffset, stream: stream) {
            let isFirst = streams[stream].clock.senderOffset == nil
            accept(senderOffset, stream: stream)
            if isFirst, !streams[stream].clock.isVideo, !timeline.isSetByAudio {
                startTimeline(from: stream, sentAt: sentAt, arrivedAt: arrivedAt)
            } else {
                self.timeline?.follow(report: sentAt, arrivedAt: arrivedAt)
            }
        } else if isConfirmed(senderOffset, stream: stream) {
            streams[stream].clock.senderOffset = nil
            accept(senderOffset, stream: stream)
            if isPlausible {
                if let target = target(of: stream) { streams[stream].clock.jump(to: target) }
            } else {
                forgetOthers(than: stream)
                startTimeline(from: stream, sentAt: sentAt, arrivedAt: arrivedAt)
            }
        }
    }

    private func target(of stream: Int) -> Int64? {
        guard let timeline, let senderOffset = streams[stream].clock.senderOffset else {
            return nil
        }
        return senderOffset &+ timeline.offset
    }

    private func isNear(_ senderOffset: Int64, stream: Int) -> Bool {
        let clock = streams[stream].clock
        if let known = clock.senderOffset {
            return Self.distance(senderOffset, known) < Self.laterReportLimit
        }
        guard let timeline, let offset = clock.offset else { return true }
        return Self.distance(senderOffset &+ timeline.offset, offset) < Self.firstReportLimit
    }

    private mutating func isConfirmed(_ senderOffset: Int64, stream: Int) -> Bool {
        var count = 1
        if let suspect = streams[stream].suspect,
            Self.distance(senderOffset, suspect.senderOffset) < Self.laterReportLimit
        {
            count = suspect.count + 1
        }
        streams[stream].suspect = (senderOffset, count)
        return count >= Self.confirmations
    }

    /// Takes a report over, a quarter of what it differs by: reports jitter by some milliseconds.
    private mutating func accept(_ senderOffset: Int64, stream: Int) {
        let known = streams[stream].clock.senderOffset ?? senderOffset
        streams[stream].clock.senderOffset = known &+ (senderOffset &- known) / 4
        streams[stream].suspect = nil
    }

    /// Lets the sender's clock stand where `stream` goes on without a step.
    private mutating func startTimeline(
        from stream: Int, sentAt: Int64, arrivedAt: MonotonicTime
    ) {
        let clock = streams[stream].clock
        guard let offset = clock.offset, let senderOffset = clock.senderOffset else {
            streams[stream].earlyReport = (sentAt, arrivedAt)
            return
        }
        timeline = SenderTimeline(
            offset: offset &- senderOffset, isSetByAudio: !clock.isVideo, report: sentAt,
            arrivedAt: arrivedAt)
    }

    private mutating func forgetOthers(than stream: Int) {
        for index in streams.indices where index != stream {
            streams[index].clock.senderOffset = nil
        }
    }

    private static func distance(_ one: Int64, _ other: Int64) -> UInt64 {
        (one &- other).magnitude
    }

    private static func nanoseconds(ntp: UInt64) -> Int64 {
        let fraction = ((ntp & 0xFFFF_FFFF) * 1_000_000_000) >> 32
        return Int64(ntp >> 32) * 1_000_000_000 + Int64(fraction)
    }
}
