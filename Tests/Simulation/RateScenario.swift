import Wire

/// A link over some minutes, to send as much over as it bears.
package struct RateScenario: Sendable {
    /// Some seconds of one kind of link.
    package struct Phase: Sendable {
        package let seconds: Int
        package let shape: SimulatedLink.Shape
        /// What the link leaves us, in bits per second.
        package let share: Double
    }

    package let name: String
    package let phases: [Phase]
    /// Of feedback on its way back.
    package let feedbackLoss: Double
    /// What the sender could use, in bits per second.
    package let demand: Double
    /// Shown, but not held to the targets: a policer of some bucket has no one rate.
    package let isBeyondTarget: Bool

    package init(
        _ name: String, phases: [Phase], feedbackLoss: Double = 0, demand: Double = 4_000_000,
        isBeyondTarget: Bool = false
    ) {
        self.name = name
        self.phases = phases
        self.feedbackLoss = feedbackLoss
        self.demand = demand
        self.isBeyondTarget = isBeyondTarget
    }

    /// The rate goes down in steps and comes back.
    static func steps(
        _ name: String, feedbackLoss: Double = 0, _ change: (inout SimulatedLink.Shape) -> Void
    ) -> RateScenario {
        let phases = [(20, 2.5), (20, 1.0), (20, 0.3), (30, 2.5)].map { seconds, megabits in
            var shape = SimulatedLink.Shape(bitrate: megabits * 1e6)
            change(&shape)
            return Phase(seconds: seconds, shape: shape, share: megabits * 1e6)
        }
        return RateScenario(name, phases: phases, feedbackLoss: feedbackLoss)
    }

    /// Every scenario of the table.
    package static let all: [RateScenario] = [
        steps("steps 2.5, 1, 0.3, 2.5 Mbit/s") { _ in },
        steps("the same, 1 % loss", feedbackLoss: 0.01) { $0.loss = 0.01 },
        steps("the same, 5 % loss", feedbackLoss: 0.05) { $0.loss = 0.05 },
        steps("the same, 10 % loss", feedbackLoss: 0.1) { $0.loss = 0.1 },
        steps("the same, bursts of 8 losses, 2 %") { $0.lossBursts = (0.0025, 8) },
        steps("the same, 30 ms jitter") { $0.jitter = .milliseconds(30) },
        steps("the same, 2 % overtaken") { $0.reordering = 0.02 },
        steps("the same, 300 ms round trip") { $0.delay = .milliseconds(150) },
        steps("the same, queue of 200 ms") {
            $0.queueBytes = Int(($0.bitrate ?? 0) * 0.2 / 8)
        },
        policed, steadyCompetitor, greedyCompetitor,
    ]

    static let policed: RateScenario = {
        let phases = [(20, 2.5), (20, 1.0), (20, 0.3), (30, 2.5)].map { seconds, megabits in
            var shape = SimulatedLink.Shape()
            shape.policer = (megabits * 1e6, 20_000)
            return Phase(seconds: seconds, shape: shape, share: megabits * 1e6)
        }
        return RateScenario(
            "policer instead of a queue, same steps", phases: phases, isBeyondTarget: true)
    }()

    static let steadyCompetitor: RateScenario = {
        let phases = [(20, nil), (25, 1.5e6), (30, nil)].map { (seconds, competitor: Double?) in
            var shape = SimulatedLink.Shape(bitrate: 2.5e6)
            shape.steadyCompetitor = competitor
            return Phase(seconds: seconds, shape: shape, share: 2.5e6 - (competitor ?? 0))
        }
        return RateScenario("steady flow of 1.5 comes and goes", phases: phases)
    }()

    static let greedyCompetitor: RateScenario = {
        let phases = [(20, false), (40, true), (30, false)].map { seconds, isGreedy in
            var shape = SimulatedLink.Shape(bitrate: 2.5e6)
            shape.queueBytes = 32_000
            shape.hasGreedyCompetitor = isGreedy
            return Phase(seconds: seconds, shape: shape, share: isGreedy ? 1.25e6 : 2.5e6)
        }
        return RateScenario("TCP-like flow comes and goes", phases: phases)
    }()
}
