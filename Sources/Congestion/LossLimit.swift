import Wire

/// Tells losses that come of sending too much from those that come anyway.
///
/// Two explanations of the last seconds compete: the path loses a share of whatever is sent; or it
/// does, and lets no more through than some bitrate besides. The second wins only where it explains
/// clearly better, and its bitrate is the limit then. So ten in a hundred packets lost at random
/// cost no bandwidth, and a policer, which knows no queue, is noticed.
struct LossLimit: Sendable {
    /// What was sent in one window, and lost of it.
    private struct Window {
        /// In bits per second.
        var bitrate = 0.0
        var packets = 0.0
        var lost = 0.0

        var share: Double { packets > 0 ? lost / packets : 0 }
    }

    /// In bits per second; `nil` where nothing is limited.
    private(set) var bitrate: Double?
    /// The share of packets that the path loses anyway.
    private(set) var inherentLoss = 0.0

    private var windows = InlineArray<16, Window>(repeating: Window())
    private var count = 0
    private var packets = 0
    private var lost = 0
    private var bytes = 0
    private var span: (from: MonotonicTime, to: MonotonicTime)?

    private static let windowLimit = 16
    private static let windowLength = Duration.milliseconds(250)
    private static let packetsForWindow = 12
    /// How much a window counts against the one after it.
    private static let aging = 0.85
    /// Losses come in bursts: their spread is greater than that of a fair coin.
    private static let burstiness = 3.0
    /// Packets' worth of belief in what was lost anyway before.
    private static let belief = 100.0
    /// How much better a bottleneck has to explain what was seen.
    private static let doubt = 5.0
    private static let inherentLimit = 0.15
    /// A limit is kept below what was let through, to see whether losses end there.
    private static let margin = 0.95
    /// No path loses this share, window after window, however little is sent.
    private static let collapse = 0.25
    /// How quickly less, and more, loss is taken for the path's own: the share of the difference.
    private static let easing = 0.3
    private static let hardening = 0.08

    /// - Parameter sentAt: of the packet told of.
    mutating func receive(byteCount: Int, isLost: Bool, sentAt: MonotonicTime) {
        packets += 1
        if isLost { lost += 1 }
        bytes += byteCount
        guard let span else {
            self.span = (sentAt, sentAt)
            return
        }
        self.span = (min(span.from, sentAt), max(span.to, sentAt))
    }

    /// Begins the window anew: what is sent now does not tell the path's ordinary losses.
    mutating func discard() {
        packets = 0
        lost = 0
        bytes = 0
        span = nil
    }

    /// A packet told of as lost has arrived after all.
    mutating func repair() {
        if lost > 0 { lost -= 1 }
    }

    /// Judges what was told, where it is enough.
    ///
    /// - Returns: whether there is a new verdict.
    mutating func update() -> Bool {
        guard let span, span.to - span.from >= Self.windowLength,
            packets >= Self.packetsForWindow
        else { return false }
        let window = Window(
            bitrate: Double(bytes) * 8 / (span.to - span.from).seconds, packets: Double(packets),
            lost: Double(lost))
        discard()
        windows[count % Self.windowLimit] = window
        count += 1
        if count == 4 * Self.windowLimit { count = 2 * Self.windowLimit }
        judge()
        return true
    }

    private mutating func judge() {
        var best = explain(limit: .infinity)
        var bestLimit: Double?
        let recent = min(count, 6)
        for age in 0..<recent {
            let window = window(age: age)
            guard window.lost > 0 else { continue }
            let through = window.bitrate * (1 - window.share)
            for limit in [through, through / (1 - inherentLoss)] {
                var candidate = explain(limit: limit)
                candidate.error += Self.doubt
                if candidate.error < best.error {
                    best = candidate
                    bestLimit = limit
                }
            }
        }
        bitrate = bestLimit.map { $0 * Self.margin }
        let newest = window(age: 0)
        if count > 1, min(newest.share, window(age: 1).share) > Self.collapse {
            bitrate = min(bitrate ?? .infinity, newest.bitrate * (1 - newest.share))
        }
        let speed = best.inherent < inherentLoss ? Self.easing : Self.hardening
        inherentLoss += speed * (best.inherent - inherentLoss)
    }

    private func window(age: Int) -> Window {
        windows[(count - 1 - age) % Self.windowLimit]
    }

    /// How badly this limit explains what was seen, with the inherent loss that suits it best.
    private func explain(limit: Double) -> (error: Double, inherent: Double) {
        let known = min(count, Self.windowLimit)
        var excess = 0.0
        var through = 0.0
        var weight = 1.0
        for age in 0..<known {
            let window = window(age: age)
            let over = Self.overflow(window.bitrate, limit)
            excess += weight * (window.lost - window.packets * over)
            through += weight * window.packets * (1 - over)
            weight *= Self.aging
        }
        let believed = Self.belief * inherentLoss
        let inherent = min(
            max((excess + believed) / (through + Self.belief), 0), Self.inherentLimit)

        var error = Self.surprise(
            packets: Self.belief, expected: inherent, seen: believed, weight: 1)
        weight = 1
        for age in 0..<known {
            let window = window(age: age)
            let over = Self.overflow(window.bitrate, limit)
            error += Self.surprise(
                packets: window.packets, expected: over + (1 - over) * inherent,
                seen: window.lost, weight: weight)
            weight *= Self.aging
        }
        return (error, inherent)
    }

    private static func overflow(_ bitrate: Double, _ limit: Double) -> Double {
        bitrate > limit ? 1 - limit / bitrate : 0
    }

    /// Squared distance from what was expected, in units of its spread.
    private static func surprise(
        packets: Double, expected: Double, seen: Double, weight: Double
    ) -> Double {
        let distance = seen - packets * expected
        let spread = packets * expected * (1 - expected) * burstiness + 1
        return weight * distance * distance / spread
    }
}
