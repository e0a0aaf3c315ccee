/// Slows down who guesses passwords, by account and by source, without letting a stranger lock
/// the owner of an account out: only many sources together exhaust an account.
///
/// Counts failures in windows of ``window``. Pure and bounded: at most ``entryLimit`` counters;
/// when all are in use, the one whose window began first makes room.
package struct SignInLimit: Sendable {
    /// Whether another attempt may be made now.
    package enum Verdict: Hashable, Sendable {
        case allowed
        case refused(retryAfter: Duration)
    }

    static let window = Duration.seconds(15 * 60)
    static let entryLimit = 4096
    /// Failures in one window that are borne.
    static let failuresOfSourceAtAccount = 5
    static let failuresOfSource = 30
    static let failuresOfAccount = 50

    private enum Key: Hashable {
        case sourceAtAccount(String, String)
        case source(String)
        case account(String)

        var bearableFailures: Int {
            switch self {
            case .sourceAtAccount: SignInLimit.failuresOfSourceAtAccount
            case .source: SignInLimit.failuresOfSource
            case .account: SignInLimit.failuresOfAccount
            }
        }
    }

    private struct Count {
        var failures: Int
        let beganAt: WallTime
    }

    private var counts: [Key: Count] = [:]

    package init() {}

    /// Whether `source` (an address without its port) may try the account named `email` now. Ask
    /// before the password is hashed.
    package func verdict(email: String, source: String, at now: WallTime) -> Verdict {
        let waits = Self.keys(email, source).compactMap { key -> Duration? in
            guard let count = counts[key], isCurrent(count, at: now),
                count.failures >= key.bearableFailures
            else { return nil }
            return Self.window - (now - count.beganAt)
        }
        return waits.max().map { .refused(retryAfter: $0) } ?? .allowed
    }

    /// A wrong password, or an account that does not exist.
    package mutating func recordFailure(email: String, source: String, at now: WallTime) {
        for key in Self.keys(email, source) {
            if let count = counts[key], isCurrent(count, at: now) {
                counts[key]?.failures += 1
            } else {
                makeRoom(at: now)
                counts[key] = Count(failures: 1, beganAt: now)
            }
        }
    }

    /// Takes one ``recordFailure(email:source:at:)`` back: the attempt was counted before its
    /// outcome was known, so that many at once cannot pass together.
    package mutating func takeBackFailure(email: String, source: String) {
        for key in Self.keys(email, source) {
            guard let count = counts[key], count.failures > 0 else { continue }
            counts[key]?.failures -= 1
        }
    }

    /// The right password: this source's failures at this account are forgiven, the others stay.
    package mutating func recordSuccess(email: String, source: String) {
        for key in Self.keys(email, source).prefix(1) { counts[key] = nil }
    }

    /// How many counters are kept.
    var entryCount: Int { counts.count }

    /// A clock that was set back ends the window, so that nobody waits for years.
    private func isCurrent(_ count: Count, at now: WallTime) -> Bool {
        now >= count.beganAt && now - count.beganAt < Self.window
    }

    private mutating func makeRoom(at now: WallTime) {
        guard counts.count >= Self.entryLimit else { return }
        counts = counts.filter { isCurrent($0.value, at: now) }
        guard counts.count >= Self.entryLimit else { return }
        let oldest = counts.min { $0.value.beganAt < $1.value.beganAt }
        if let oldest { counts[oldest.key] = nil }
    }

    /// The narrowest first. Names and sources are cut, so that a counter's size has a bound.
    private static func keys(_ email: String, _ source: String) -> [Key] {
        let account = Person.normalizedEmail(cut(email, to: 256))
        let source = cut(source, to: 64)
        return [.sourceAtAccount(source, account), .source(source), .account(account)]
    }

    /// By bytes: one character can be very many.
    private static func cut(_ text: String, to byteCount: Int) -> String {
        String(decoding: text.utf8.prefix(byteCount), as: UTF8.self)
    }
}
