import Simulation
import Testing

/// What is sent follows what the link bears. The whole table, over many seeds, is printed by
/// `swift run -c release RateScenarios`.
@Suite struct RateTests {
    @Test(arguments: RateScenario.all.map(\.name))
    func `the estimate follows the link`(name: String) throws {
        let scenario = try #require(RateScenario.all.first { $0.name == name })
        let figures = (1...5).flatMap { RateRun.run(scenario, seed: $0) }
        func median(_ values: [Double]) -> Double {
            values.isEmpty ? 0 : values.sorted()[values.count / 2]
        }

        let medians = RateTarget(
            down: median(figures.filter { $0.turn == .down }.map(\.convergence)),
            up: median(figures.filter { $0.turn == .up }.map(\.convergence)),
            utilisation: median(figures.map(\.utilisation)),
            queueing: median(figures.map(\.queueing95)))
        let target =
            scenario.isBeyondTarget
            ? RateTarget(down: 30, up: 30, utilisation: 0.5, queueing: 300) : .usual
        #expect(medians.meets(target), "\(medians)")
    }

    @Test func `a seed repeats its run`() {
        let scenario = RateScenario.all[4]
        let one = RateRun.run(scenario, seed: 9)
        let other = RateRun.run(scenario, seed: 9)
        #expect(one.map(\.utilisation) == other.map(\.utilisation))
        #expect(one.map(\.queueing95) == other.map(\.queueing95))
    }
}
