/// How good a participant's connection is, in one word; the worse is the lesser.
package enum QualityIndicator: String, Hashable, Sendable, Codable, CaseIterable, Comparable {
    case poor
    case good
    case excellent

    package static func < (worse: Self, better: Self) -> Bool {
        worse.rank < better.rank
    }

    private var rank: Int {
        switch self {
        case .poor: 0
        case .good: 1
        case .excellent: 2
        }
    }
}
