import Wire

/// One probe: what is sent at one bitrate for a while, and how it arrives.
struct Probe: Sendable {
    /// In bits per second.
    let bitrate: Double
    let startedAt: MonotonicTime
    let span: Duration
    private(set) var sent = PacketTrain()
    private var arrived = PacketTrain()
    private var packetsTold = 0

    /// Packets that must have arrived: fewer are no measure.
    private static let leastPackets = 4
    /// The share of packets that must have arrived.
    private static let leastShare = 0.6

    init(bitrate: Double, startedAt: MonotonicTime, span: Duration) {
        self.bitrate = bitrate
        self.startedAt = startedAt
        self.span = span
    }

    /// Whether each of its packets was told of.
    var isTold: Bool { packetsTold >= sent.packets }

    mutating func send(_ byteCount: Int, at now: MonotonicTime) {
        sent.append(byteCount, at: now.milliseconds)
    }

    /// - Parameters:
    ///   - arrivedAt: in milliseconds; `nil` where it was lost.
    ///   - wasLost: it was told of before, as lost.
    mutating func told(
        _ byteCount: Int, sentAt: MonotonicTime, arrivedAt: Double?, wasLost: Bool
    ) {
        guard sentAt >= startedAt else { return }
        if !wasLost { packetsTold += 1 }
        guard let arrivedAt else { return }
        arrived.append(byteCount, at: arrivedAt)
    }

    /// The bitrate at which it came through; `nil` where it is no measure.
    ///
    /// - Parameter inherentLoss: the share of packets that is lost however little is sent.
    func proven(inherentLoss: Double) -> Double? {
        guard arrived.packets >= Self.leastPackets,
            Double(arrived.packets) >= Double(sent.packets) * Self.leastShare,
            sent.last > sent.first, arrived.last > arrived.first
        else { return nil }
        let left = Double(sent.bytes - sent.lastBytes) * 8_000 / (sent.last - sent.first)
        let came =
            Double(arrived.bytes - arrived.firstBytes) * 8_000 / (arrived.last - arrived.first)
            / (1 - inherentLoss)
        // Where it filled the link, what came through is the link's rate, which others may share.
        return came < 0.9 * left ? came * 0.9 : min(left, came)
    }
}
