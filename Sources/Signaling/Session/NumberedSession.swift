import Clinic

/// A session whose messages are numbered on both sides, so that it outlives what carries it: a
/// WebSocket, polls over HTTPS, and back, with nothing lost, doubled or out of order.
///
/// A transport takes the session over by ``attach(behind:)`` and then reads ``outbound`` by its
/// lease; messages may come by any transport, the old one's too: their numbers decide.
package actor NumberedSession {
    /// What became of a client's message.
    package enum Receipt: Hashable, Sendable {
        /// It is done, or was before.
        case taken
        /// Over the rate limit: it was dropped and may come again.
        case dropped
        /// One before it is missing: nothing was done.
        case outOfStep
    }

    /// A client between two polls is there for so long.
    static let pollGap = Duration.seconds(10)
    /// A closed session can be read to its end for so long.
    static let lingering = Duration.seconds(30)

    /// Messages to the client.
    package nonisolated let outbound: OutboundQueue
    private let session: SignalingSession
    private let consultation: Consultation
    private let connection: ConnectionID
    private let clock: any ConsultationClock
    private var lease = TransportLease.first
    /// Since when no poll waits; `nil` while a transport is there.
    private var idleSince: Duration?
    private var closedSince: Duration?
    private var pollRate: RateLimit
    private var performing: Task<Receipt, Never>?

    init(
        _ consultation: Consultation, connection: ConnectionID, outbound: OutboundQueue,
        clock: any ConsultationClock
    ) {
        self.consultation = consultation
        self.connection = connection
        self.outbound = outbound
        self.clock = clock
        session = SignalingSession(
            consultation, connection: connection, outbound: outbound, clock: clock)
        pollRate = RateLimit(now: clock.elapsed())
        idleSince = clock.elapsed()
    }

    // MARK: From the client

    /// The highest number of the client's that was performed, all before it included.
    package nonisolated var performed: UInt64 { outbound.performed }

    /// Takes one message, by whichever transport; it is done and answered when this returns, even
    /// where the transport breaks meanwhile.
    package func receive(_ text: [UInt8]) async -> Receipt {
        let before = performing
        let work = Task {
            _ = await before?.value
            return await perform(text)
        }
        performing = work
        return await work.value
    }

    private func perform(_ text: [UInt8]) async -> Receipt {
        guard await session.isWithinRate() else { return .dropped }
        let received = MessageText.decode(text)
        if let number = received.numbers.number {
            if number <= performed { return .taken }
            guard number == performed + 1 else { return .outOfStep }
            outbound.performed = number
        }
        if let seen = received.numbers.seen { outbound.confirm(seen) }
        await session.perform(received)
        return .taken
    }

    // MARK: To the client

    /// Hands the session over to another transport.
    ///
    /// - Parameter seen: the last message that the client has; without it, it has all that was
    ///   handed out before.
    /// - Returns: `nil` where the session can't go on there: the client must start a new one.
    package func attach(behind seen: UInt64?) async -> TransportLease? {
        let wasAttended = outbound.isAttended
        guard let lease = outbound.attach(behind: seen) else { return nil }
        self.lease = lease
        idleSince = nil
        if wasAttended {
            await consultation.heard(connection)
        } else {
            await consultation.transportChanged(connection)
        }
        return lease
    }

    /// Hands the session over as the first message on a transport says.
    ///
    /// - Returns: `nil` where the session isn't where the client believes it is.
    package func attach(by first: [UInt8]) async -> TransportLease? {
        let numbers = MessageText.decode(first).numbers
        guard (numbers.number ?? 1) <= performed + 1 else { return nil }
        return await attach(behind: numbers.seen ?? 0)
    }

    /// The client has everything up to this number.
    package nonisolated func confirm(_ seen: UInt64) {
        outbound.confirm(seen)
    }

    /// A transport is gone; the participant keeps his seat for the grace time, unless another
    /// transport has taken over.
    package func transportEnded(_ lease: TransportLease) async {
        guard outbound.leave(lease) else { return }
        await consultation.transportChanged(connection)
    }

    /// Counts a poll against a limit like that of messages.
    package func isPollWithinRate() -> Bool {
        pollRate.take(now: clock.elapsed())
    }

    /// A poll was answered; the next one is expected soon.
    func pollEnded(_ lease: TransportLease) {
        guard outbound.isCurrent(lease) else { return }
        idleSince = clock.elapsed()
    }

    // MARK: Time

    /// Does what is due.
    ///
    /// - Returns: whether the session is over and read, or nobody comes to read it.
    func advance() async -> Bool {
        let now = clock.elapsed()
        if outbound.isClosed {
            let closedSince = closedSince ?? now
            self.closedSince = closedSince
            return now - closedSince >= Self.lingering
        }
        if let idleSince, now - idleSince >= Self.pollGap { await transportEnded(lease) }
        return false
    }

    /// Nobody has used it, and nobody will.
    func discard() async {
        await session.connectionClosed()
    }

    /// A transport that came first has gone without a word that could be used.
    package func discardIfUnused() async {
        guard performed == 0, outbound.isCurrent(.first) else { return }
        await discard()
    }
}
