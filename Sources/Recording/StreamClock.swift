import Wire

/// Maps one stream's RTP timestamps to our clock, smoothly and never backwards.
///
/// Nanoseconds throughout. "RTP time" is the stream's own, counted from its first timestamp;
/// ``offset`` is what makes our time of it, and moves a little at a time to where the sender's
/// reports say it should be.
struct StreamClock: Sendable {
    /// A frame that seems to come from the future by more, or is later than the second by more,
    /// shows that the RTP clock jumped.
    static let earlyLimit: Int64 = 1_000_000_000
    static let lateLimit: Int64 = 5_000_000_000

    let isVideo: Bool
    private let clockRate: Int64
    private var latestTimestamp: UInt32?
    private var latestTicks: Int64 = 0
    /// What to add to RTP time for our time; `nil` before the first packet.
    private(set) var offset: Int64?
    /// The time given out last.
    private var latestTime = Int64.min
    /// What to add to RTP time for the sender's time, by its reports.
    var senderOffset: Int64?

    init(clockRate: Int64, isVideo: Bool) {
        self.clockRate = clockRate
        self.isVideo = isVideo
    }

    /// The RTP time of a timestamp less than half the 32-bit range from the latest packet's.
    mutating func rtpTime(of timestamp: UInt32) -> Int64 {
        nanoseconds(ticks(of: timestamp))
    }

    /// When the frame of this timestamp is to be shown or heard.
    ///
    /// - Parameter target: where ``offset`` should be by the sender's reports; `nil`: unknown.
    mutating func time(of timestamp: UInt32, arrivedAt: Int64, target: Int64?) -> Int64 {
        let frameTicks = ticks(of: timestamp)
        let rtp = nanoseconds(frameTicks)
        let passed = max(0, rtp &- nanoseconds(latestTicks))
        if frameTicks > latestTicks {
            latestTicks = frameTicks
            latestTimestamp = timestamp
        }

        var offset = offset ?? target ?? arrivedAt &- rtp
        if let target { offset = slewed(offset, to: target, passed: passed) }
        let lateness = arrivedAt &- (rtp &+ offset)
        if lateness > Self.lateLimit || lateness < -Self.earlyLimit {
            latestTicks = 0
            latestTimestamp = timestamp
            self.offset = arrivedAt
            senderOffset = nil
            latestTime = max(latestTime, arrivedAt)
        } else {
            self.offset = offset
            latestTime = max(latestTime, rtp &+ offset)
        }
        return latestTime
    }

    /// Takes over where the reports say the stream stands, at once if that is forwards.
    mutating func jump(to target: Int64) {
        if let offset { self.offset = max(offset, target) }
    }

    /// Stretches or squeezes sound by at most 1/50, which nobody hears, and pictures by 1/4.
    private func slewed(_ offset: Int64, to target: Int64, passed: Int64) -> Int64 {
        let limit = passed / (isVideo ? 4 : 50)
        return offset &+ min(max(target &- offset, -limit), limit)
    }

    private mutating func ticks(of timestamp: UInt32) -> Int64 {
        guard let latestTimestamp else {
            latestTimestamp = timestamp
            return 0
        }
        return latestTicks &+ Int64(Int32(bitPattern: timestamp &- latestTimestamp))
    }

    private func nanoseconds(_ ticks: Int64) -> Int64 {
        (ticks / clockRate) &* 1_000_000_000 &+ (ticks % clockRate) * 1_000_000_000 / clockRate
    }
}
