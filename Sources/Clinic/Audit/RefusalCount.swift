/// Keeps those who are refused from filling the audit log: so many refusals of one in a window are
/// written, one more says that the rest are not, and the doors stay shut all the same.
///
/// At most ``entryLimit`` are kept; a full table forgets all, and then more is written.
package struct RefusalCount: Sendable {
    /// What becomes of one more.
    package enum Verdict: Sendable {
        case write
        /// Write that what follows is not written.
        case writeLast
        case skip
    }

    package static let window = Duration.seconds(60)
    package static let refusalsPerWindow = 100
    private static let entryLimit = 4096

    private struct Count {
        var refusals = 0
        let beganAt: WallTime
    }

    private var counts: [String: Count] = [:]

    package init() {}

    /// Counts one refusal of `one`: an address, or a person.
    package mutating func note(_ one: String, at now: WallTime) -> Verdict {
        var count = counts[one] ?? Count(beganAt: now)
        let age = now - count.beganAt
        if age >= Self.window || age < .zero { count = Count(beganAt: now) }
        if counts[one] == nil, counts.count >= Self.entryLimit { counts.removeAll() }
        count.refusals += 1
        counts[one] = count
        if count.refusals <= Self.refusalsPerWindow { return .write }
        return count.refusals == Self.refusalsPerWindow + 1 ? .writeLast : .skip
    }

    /// What is written of `event`, if it is a refusal of a person who is signed in; anything else
    /// as it is.
    ///
    /// - Returns: `nil` for nothing.
    package mutating func bounded(_ event: AuditEvent) -> AuditEvent? {
        guard event.kind == .accessRefused, let person = event.actor else { return event }
        return switch note("person \(person.rawValue)", at: event.at) {
        case .write: event
        case .writeLast: event.suppressingFurther
        case .skip: nil
        }
    }

    /// Whether nothing more of `one` is written now.
    package func isReached(by one: String, at now: WallTime) -> Bool {
        guard let count = counts[one], now - count.beganAt < Self.window else { return false }
        return count.refusals > Self.refusalsPerWindow
    }
}

extension AuditEvent {
    /// Says that further refusals of the same are not written for a while.
    package var suppressingFurther: AuditEvent {
        AuditEvent(
            .accessRefused, in: hospital, by: actor, source: source,
            detail: "further_refusals_not_written", at: at)
    }
}
