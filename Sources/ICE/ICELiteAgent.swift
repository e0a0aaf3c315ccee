import STUN
import Wire

/// The server side of one endpoint's ICE, as an ICE-lite agent (RFC 8445 §2.5).
///
/// A lite agent only answers. It has host candidates alone, sends no checks of its own, and
/// lets the browser nominate. Browsers change their mind: the latest nomination always wins.
/// A path whose checks stop is dead: RFC 7675 calls this "consent", a word we keep for the
/// patient's.
///
///     waiting ──check──▶ checked ──USE-CANDIDATE──▶ selected ──30 s silence──▶ expired
///                        └────────────── 30 s silence ───────────────────────▶┘
///
/// The caller has already verified MESSAGE-INTEGRITY of every check it passes in. After an ICE
/// restart (new credentials) it keeps the same agent, so that media flows on the selected path
/// until the browser nominates another; once expired, an agent stays so: a restart then takes a
/// new one.
package struct ICELiteAgent: Sendable {
    /// What happens to an agent.
    package enum Input {
        /// An authenticated Binding request from the browser.
        case check(STUNMessage, from: NetworkPath)
        /// ``nextDeadline`` has passed.
        case deadline
    }

    /// What its caller is to do, in this order.
    package enum Output: Equatable, Sendable {
        /// A first check came over this path: from now on its datagrams are this endpoint's.
        case add(NetworkPath)
        /// The path makes room for a newer one: its datagrams are nobody's.
        case remove(NetworkPath)
        case answer(TransactionID, to: NetworkPath)
        case refuse(TransactionID, CheckRefusal, to: NetworkPath)
        /// Send on this path from now on.
        case select(NetworkPath)
        /// Nothing may be sent any more; all of ``paths`` are nobody's.
        case expire
    }

    /// How long a selected path may stay silent (RFC 7675 §5.1).
    package static let silenceLimit = Duration.seconds(30)
    /// Paths remembered at a time: Wi-Fi, mobile and relay, each over IPv4 and IPv6, and two more.
    package static let pathLimit = 8

    private enum State {
        case waiting
        /// Its caller may send on the path of the check already.
        case checked(lastCheckAt: MonotonicTime)
        case selected(NetworkPath, lastCheckAt: MonotonicTime)
        case expired
    }
    private var state = State.waiting
    private var transactions = SeenTransactions()
    /// Least recently checked first.
    package private(set) var paths: [NetworkPath] = []

    /// An agent that waits for its first check.
    package init() {}

    /// Where to send; `nil` before the first nomination and after the expiry.
    package var selectedPath: NetworkPath? {
        guard case .selected(let path, _) = state else { return nil }
        return path
    }

    /// When the last check came over the selected path, or over any while none is selected; `nil`
    /// before the first and after the expiry.
    ///
    /// Browsers check a path every 2.5 s at most: 5 s of silence is worth telling the people.
    package var silentSince: MonotonicTime? {
        switch state {
        case .checked(let lastCheckAt), .selected(_, let lastCheckAt): lastCheckAt
        case .waiting, .expired: nil
        }
    }

    /// When ``Input/deadline`` is due; `nil` while nothing is pending.
    package var nextDeadline: MonotonicTime? {
        silentSince.map { $0 + Self.silenceLimit }
    }

    /// Takes one input and says what follows from it.
    ///
    /// A check that is repeated from elsewhere is none, and leads to nothing.
    ///
    /// - Parameter now: of the burst that the input came in.
    package mutating func handle(_ input: Input, now: MonotonicTime) -> [Output] {
        switch (input, state) {
        case (_, .expired), (.deadline, .waiting):
            return []
        case (.check(let request, let path), _):
            guard transactions.accept(request.transactionID, over: path) else { return [] }
            if let refusal = CheckRefusal(of: request) {
                return [.refuse(request.transactionID, refusal, to: path)]
            }
            return remember(path) + answerCheck(request, over: path, now: now)
        case (.deadline, .checked(let lastCheckAt)),
            (.deadline, .selected(_, let lastCheckAt)):
            guard now - lastCheckAt >= Self.silenceLimit else { return [] }
            state = .expired
            return [.expire]
        }
    }

    /// The carrier of `path` is gone. Where it had been selected, the browser has yet to nominate
    /// another one; the silence counts from the last check all the same.
    package mutating func forget(_ path: NetworkPath) {
        paths.removeAll { $0 == path }
        if case .selected(path, let lastCheckAt) = state {
            state = .checked(lastCheckAt: lastCheckAt)
        }
    }

    private mutating func answerCheck(
        _ request: STUNMessage, over path: NetworkPath, now: MonotonicTime
    ) -> [Output] {
        let answer = Output.answer(request.transactionID, to: path)
        let isNomination = request.first(.useCandidate) != nil

        switch state {
        case .selected(path, _):
            state = .selected(path, lastCheckAt: now)
            return [answer]
        case _ where isNomination:
            state = .selected(path, lastCheckAt: now)
            return [answer, .select(path)]
        case .waiting, .checked:
            state = .checked(lastCheckAt: now)
            return [answer]
        case .selected, .expired:
            return [answer]
        }
    }

    /// Puts `path` last in ``paths``; where that is full, the longest unchecked one goes, but
    /// never the selected one.
    private mutating func remember(_ path: NetworkPath) -> [Output] {
        if let index = paths.firstIndex(of: path) {
            paths.append(paths.remove(at: index))
            return []
        }
        var outputs = [Output.add(path)]
        if paths.count == Self.pathLimit,
            let index = paths.firstIndex(where: { $0 != selectedPath })
        {
            outputs.insert(.remove(paths.remove(at: index)), at: 0)
        }
        paths.append(path)
        return outputs
    }
}
