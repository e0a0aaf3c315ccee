import Clinic
import Dispatch
import Synchronization

/// Checks passwords: limited by account and source, one hash at a time, off the event loops.
final class SignInDesk: Sendable {
    enum Verdict: Sendable {
        case accepted(Person)
        case wrong
        case limited(retryAfter: Duration)
        /// Too many are being checked already.
        case busy
    }

    /// A hash takes tenths of a second: who would wait longer than some seconds is told so.
    private static let queueLimit = 24

    private struct State {
        var limit = SignInLimit()
        var waiting = 0
    }

    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "aorta.passwords")
    private let people: any PersonStore

    init(people: any PersonStore) {
        self.people = people
    }

    func check(
        email: String, password: String, source: String, at now: WallTime
    ) async throws -> Verdict {
        // Counted as a failure until it is known to be none: many attempts at once must not pass
        // together while the first is being checked.
        let verdict = state.withLock { state in
            let verdict = state.limit.verdict(email: email, source: source, at: now)
            if case .allowed = verdict {
                state.limit.recordFailure(email: email, source: source, at: now)
            }
            return verdict
        }
        if case .refused(let retryAfter) = verdict { return .limited(retryAfter: retryAfter) }
        do {
            let account = try await people.account(email: Person.normalizedEmail(email))
            guard let isRight = await isRight(password, for: account) else {
                takeBack(email: email, source: source)
                return .busy
            }
            guard isRight, let account else { return .wrong }
            takeBack(email: email, source: source)
            state.withLock { $0.limit.recordSuccess(email: email, source: source) }
            return .accepted(account.person)
        } catch {
            takeBack(email: email, source: source)
            throw error
        }
    }

    private func takeBack(email: String, source: String) {
        state.withLock { $0.limit.takeBackFailure(email: email, source: source) }
    }

    /// `nil` when too many wait. Takes as long for an account that does not exist.
    private func isRight(_ password: String, for account: Account?) async -> Bool? {
        let isRoom = state.withLock { state in
            guard state.waiting < Self.queueLimit else { return false }
            state.waiting += 1
            return true
        }
        guard isRoom else { return nil }
        return await withCheckedContinuation { continuation in
            queue.async { [self] in
                let isRight =
                    account?.password.matches(password) ?? PasswordHash.matchesNobody(password)
                state.withLock { $0.waiting -= 1 }
                continuation.resume(returning: isRight)
            }
        }
    }
}
