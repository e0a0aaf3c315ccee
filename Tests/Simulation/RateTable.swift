/// The figures of scenarios over many seeds, as a table.
package struct RateTable {
    private let seeds: Int
    private let scenarios: [RateScenario]

    package init(seeds: Int, named words: String = "") {
        self.seeds = max(seeds, 1)
        scenarios = RateScenario.all.filter { words.isEmpty || $0.name.contains(words) }
    }

    /// Runs them all.
    ///
    /// - Returns: whether each scenario's median met ``RateTarget/usual``.
    package func print() -> Bool {
        Swift.print("Median and 95th percentile (of utilisation the 5th), \(seeds) seeds each.")
        Swift.print(
            "| scenario | down, s | up, s | utilisation, % | queueing p95, ms | oscillation, % |")
        Swift.print("|---|---|---|---|---|---|")
        var isMet = true
        for scenario in scenarios {
            let figures = (1...seeds).flatMap { RateRun.run(scenario, seed: UInt64($0)) }
            let down = figures.filter { $0.turn == .down }.map(\.convergence)
            let up = figures.filter { $0.turn == .up }.map(\.convergence)
            let utilisation = figures.map(\.utilisation)
            let queueing = figures.map(\.queueing95)
            let cells = [
                scenario.name, pair(down, 0.95, digits: 2), pair(up, 0.95, digits: 1),
                pair(utilisation.map { $0 * 100 }, 0.05), pair(queueing, 0.95),
                pair(figures.map { $0.oscillation * 100 }, 0.95),
            ]
            Swift.print("| " + cells.joined(separator: " | ") + " |")
            let medians = RateTarget(
                down: median(down), up: median(up), utilisation: median(utilisation),
                queueing: median(queueing))
            if !scenario.isBeyondTarget { isMet = isMet && medians.meets(.usual) }
        }
        return isMet
    }

    private func median(_ values: [Double]) -> Double {
        values.isEmpty ? 0 : values.sorted()[values.count / 2]
    }

    private func pair(_ values: [Double], _ share: Double, digits: Int = 0) -> String {
        guard !values.isEmpty else { return "–" }
        let sorted = values.sorted()
        let tail = sorted[min(Int(Double(sorted.count) * share), sorted.count - 1)]
        return "\(rounded(median(values), digits)) · \(rounded(tail, digits))"
    }

    private func rounded(_ value: Double, _ digits: Int) -> String {
        let factor = [1.0, 10, 100][digits]
        let whole = Int((value * factor).rounded())
        guard digits > 0 else { return "\(whole)" }
        let fraction = String(whole % Int(factor))
        return "\(whole / Int(factor))."
            + String(repeating: "0", count: digits - fraction.count) + fraction
    }
}

/// What a call needs of its rate control.
package struct RateTarget: Sendable {
    /// Seconds until at most 110 % of what a narrower link bears is sent.
    package let down: Double
    /// Seconds until at least 90 % of what a wider link bears is known.
    package let up: Double
    /// Share of the link that is used in the end.
    package let utilisation: Double
    /// 95th percentile of the time in the queue in the end, in milliseconds.
    package let queueing: Double

    package init(down: Double, up: Double, utilisation: Double, queueing: Double) {
        self.down = down
        self.up = up
        self.utilisation = utilisation
        self.queueing = queueing
    }

    /// In a network as people have.
    package static let usual = RateTarget(down: 1, up: 10, utilisation: 0.85, queueing: 100)

    /// Whether nothing is worse than in `other`.
    package func meets(_ other: RateTarget) -> Bool {
        down <= other.down && up <= other.up && utilisation >= other.utilisation
            && queueing <= other.queueing
    }
}
