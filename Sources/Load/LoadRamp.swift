/// Looks for the highest load that a server carries within limits.
///
///     n ──carried──▶ 1.5 n … ──breach──▶ halve the gap … ──gap ≤ 5 %──▶ the highest n
///
/// A breach counts when it comes twice: a shared host hiccups.
package struct LoadRamp: Sendable {
    /// What grows from level to level.
    package enum Growth: String, Sendable, Codable, CaseIterable {
        case rooms
        case subscribers
    }

    package let growth: Growth
    package let limits: LoadLimits
    /// More is not tried.
    package let highest: Int
    private static let stepLimit = 24

    package init(_ growth: Growth, limits: LoadLimits, highest: Int) {
        self.growth = growth
        self.limits = limits
        self.highest = highest
    }

    /// Where the search stands; pure, so that its steps can be tested without a server.
    package struct Search: Sendable, Equatable {
        package private(set) var carried: Int?
        package private(set) var refused: Int?
        private let highest: Int

        package init(highest: Int) {
            self.highest = highest
        }

        /// What to try after `size`; `nil` where the search is over.
        package mutating func next(after size: Int, isCarried: Bool) -> Int? {
            if isCarried {
                carried = max(size, carried ?? 0)
            } else {
                refused = min(size, refused ?? .max)
            }
            guard let refused else {
                return size >= highest ? nil : min(highest, size + max(1, size / 2))
            }
            let low = carried ?? 0
            guard refused - low > max(1, low / 20) else { return nil }
            return (low + refused) / 2
        }
    }

    /// Measures level after level.
    ///
    /// - Parameters:
    ///   - plan: the first level.
    ///   - tell: each level as it is known, and why it does not count where it does not.
    /// - Returns: all levels in their order, and the place of the highest that was carried.
    package func run(
        _ plan: LoadPlan, by generator: LoadGenerator,
        tell: @Sendable (LoadLevel, String?) -> Void
    ) async throws(LoadError) -> (levels: [LoadLevel], highest: Int?) {
        var levels: [LoadLevel] = []
        var best: Int?
        var search = Search(highest: highest)
        var plan = plan
        var size: Int? = growth == .rooms ? plan.rooms : plan.subscribers
        while let current = size, levels.count < Self.stepLimit, !Task.isCancelled {
            if growth == .rooms { plan.rooms = current } else { plan.subscribers = current }
            try await generator.resize(to: plan)
            var level = await generator.measure(plan)
            if limits.breach(by: level) != nil, level.sessions == level.sessionsWanted {
                level = await generator.measure(plan)
            }
            let breach = limits.breach(by: level)
            tell(level, breach)
            if breach == nil,
                level.forwardedPerSecond > (best.map { levels[$0].forwardedPerSecond } ?? 0)
            {
                best = levels.count
            }
            levels.append(level)
            size = search.next(after: current, isCarried: breach == nil)
        }
        return (levels, best)
    }
}
