import Congestion
import Wire

/// A sender that follows a ``BandwidthEstimator`` over a ``RateScenario``: sound at 64 kbit/s, a
/// video of 30 frames a second that takes what is left, and padding where the estimator asks.
package struct RateRun {
    private var link: SimulatedLink
    private let scenario: RateScenario
    private var estimator = BandwidthEstimator()
    private var pacer = Pacer()
    private var random: SplitMix64
    private var now = MonotonicTime(nanoseconds: 5_000_000_000)
    private var sequenceNumber: UInt16 = 0
    private var underWay: [(number: UInt16, arrivesAt: MonotonicTime?)] = []
    private var feedbacks: [(at: MonotonicTime, statuses: [(UInt16, Int64?)])] = []
    private var told: UInt16?
    private var waitingVideo: [Int] = []
    private var next:
        (
            sound: MonotonicTime, frame: MonotonicTime, feedback: MonotonicTime,
            tick: MonotonicTime
        )
    private var trace = RateTrace()

    private static let frameInterval = Duration.nanoseconds(33_333_333)
    private static let soundBytes = 160
    private static let packetLimit = 1_200
    private static let feedbackInterval = Duration.milliseconds(60)
    private static let tick = Duration.milliseconds(20)

    package init(_ scenario: RateScenario, seed: UInt64) {
        self.scenario = scenario
        random = SplitMix64(seed: seed &* 77_777 &+ 1)
        link = SimulatedLink(scenario.phases[0].shape, seed: seed)
        next = (now, now + .milliseconds(7), now + .milliseconds(60), now + .milliseconds(3))
    }

    /// Runs all of it.
    package static func run(_ scenario: RateScenario, seed: UInt64) -> [RateFigures] {
        var run = RateRun(scenario, seed: seed)
        return run.runAll()
    }

    private mutating func runAll() -> [RateFigures] {
        var figures: [RateFigures] = []
        var former: Double?
        for phase in scenario.phases {
            link.shape = phase.shape
            let start = now
            let end = now + .seconds(phase.seconds)
            trace = RateTrace()
            while now < end { step(until: end) }
            figures.append(
                trace.figures(phase: phase, formerShare: former, from: start, to: end))
            former = phase.share
        }
        return figures
    }

    private mutating func step(until end: MonotonicTime) {
        let feedbackAt = feedbacks.first?.at ?? .distant
        let earliest = min(
            min(next.sound, next.frame), min(min(next.feedback, next.tick), feedbackAt))
        now = min(max(earliest, now), end)
        guard now < end else { return }
        if next.sound <= now {
            next.sound = next.sound + .milliseconds(20)
            send(Self.soundBytes, isSound: true)
        }
        if next.frame <= now {
            next.frame = next.frame + Self.frameInterval
            makeFrame()
        }
        if next.feedback <= now {
            next.feedback = next.feedback + Self.feedbackInterval
            tellArrivals()
        }
        if let feedback = feedbacks.first, feedback.at <= now {
            feedbacks.removeFirst()
            for (number, arrival) in feedback.statuses {
                estimator.receive(number, arrival: arrival, at: now)
            }
            estimator.endFeedback(at: now)
        }
        if next.tick <= now {
            next.tick = next.tick + Self.tick
            pad()
        }
        sendWaiting()
        trace.note(bitrate: estimator.bitrate ?? 0, at: now)
    }

    // MARK: Sending

    private mutating func makeFrame() {
        let bitrate = min(Double(estimator.bitrate ?? 0), scenario.demand)
        let sound = Double((Self.soundBytes + BandwidthEstimator.headerBytes) * 8 * 50)
        let mean = max(bitrate - sound, 20_000) / 8 / 30 / 1.025
        var bytes = Int(mean * Double.random(in: 0.75...1.25, using: &random))
        while bytes > 0 {
            waitingVideo.append(min(bytes, Self.packetLimit))
            bytes -= Self.packetLimit
        }
    }

    private mutating func sendWaiting() {
        while let first = waitingVideo.first,
            pacer.hasRoom(bitrate: estimator.bitrate, now: now)
        {
            waitingVideo.removeFirst()
            send(max(first, 80), isSound: false)
        }
    }

    private mutating func pad() {
        var bytes = estimator.padding(demand: Int(scenario.demand), at: now)
        while bytes > 0 {
            let size = min(max(bytes, 100), Self.packetLimit)
            send(size, isSound: false)
            bytes -= size
        }
    }

    private mutating func send(_ byteCount: Int, isSound: Bool) {
        sequenceNumber &+= 1
        estimator.sent(sequenceNumber, byteCount: byteCount, at: now)
        pacer.spend(byteCount)
        let carried = link.carriedBytes
        switch link.send(byteCount + BandwidthEstimator.headerBytes, at: now) {
        case .lost: underWay.append((sequenceNumber, nil))
        case .arrives(let arrivesAt, let queued):
            underWay.append((sequenceNumber, arrivesAt))
            trace.note(queued: queued, at: now)
        }
        trace.note(carried: link.carriedBytes - carried, at: now)
    }

    // MARK: Feedback

    private mutating func tellArrivals() {
        // Up to the newest that has arrived; what is missing before it counts as lost for now.
        guard let newest = underWay.lastIndex(where: { ($0.arrivesAt ?? .distant) <= now })
        else { return }
        var statuses: [(UInt16, Int64?)] = []
        var remaining: [(number: UInt16, arrivesAt: MonotonicTime?)] = []
        for (index, packet) in underWay.enumerated() {
            if let arrivesAt = packet.arrivesAt, arrivesAt > now {
                remaining.append(packet)
                if index < newest { statuses.append((packet.number, nil)) }
            } else if index <= newest {
                statuses.append(
                    (packet.number, packet.arrivesAt.map { $0.nanoseconds / 250_000 }))
            } else {
                remaining.append(packet)
            }
        }
        underWay = remaining
        guard Double.random(in: 0..<1, using: &random) >= scenario.feedbackLoss else { return }
        feedbacks.append((now + link.shape.delay, statuses))
    }
}

extension MonotonicTime {
    fileprivate static let distant = MonotonicTime(nanoseconds: .max)
}
