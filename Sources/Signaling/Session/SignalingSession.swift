import Clinic

/// One connected client, whatever carries it: text goes in here, and comes out of ``outbound``.
///
/// Duties of the transport: it passes whole messages to ``receive(_:)`` one after the other, each when the
/// last has returned, which also holds back a client that is too quick; writes what
/// ``OutboundQueue/next()`` gives until a closure; and calls ``connectionClosed()`` when the
/// connection has ended, for whatever reason.
package actor SignalingSession {
    /// Messages to the client.
    package nonisolated let outbound: OutboundQueue
    private let consultation: Consultation
    private let connection: ConnectionID
    private let clock: any ConsultationClock
    private var rateLimit: RateLimit
    private var abuse = AbuseCount()
    private var isClosed = false

    init(
        _ consultation: Consultation, connection: ConnectionID, outbound: OutboundQueue,
        clock: any ConsultationClock
    ) {
        self.consultation = consultation
        self.connection = connection
        self.outbound = outbound
        self.clock = clock
        rateLimit = RateLimit(now: clock.elapsed())
    }

    /// Takes one message, as UTF-8; it is done and answered when this returns.
    ///
    /// What is wrong with it is answered too, and closes the connection by repetition. Never
    /// throws, never traps.
    package func receive(_ text: [UInt8]) async {
        guard await isWithinRate() else { return }
        await perform(MessageText.decode(text))
    }

    /// Counts a message against the rate limit; one over it is to be dropped, and that is said.
    func isWithinRate() async -> Bool {
        guard !isClosed else { return false }
        guard rateLimit.take(now: clock.elapsed()) else {
            if abuse.isNewsOfDrop() { await complain(.rateLimited) }
            return false
        }
        return true
    }

    /// Does what a message asks, or says what is wrong with it.
    func perform(_ received: ReceivedMessage) async {
        guard !isClosed else { return }
        let id = received.id
        switch received.message {
        case .success(let message):
            let envelope = ClientEnvelope(id: id, numbers: received.numbers, message)
            await consultation.receive(envelope, on: connection)
        case .failure(.tooLarge):
            await complain(.tooLarge, isFatal: true)
        case .failure(.tooDeep), .failure(.malformed):
            await complain(.malformed)
        case .failure(.unknownType):
            await complain(.unknownType, answers: id)
        case .failure(.invalid(let field)):
            await complain(
                .invalid, answers: id, text: "The field '\(field)' is missing or wrong.")
        }
    }

    /// The transport has seen a message over the limit and did not read it: as an oversize one.
    package func receiveOversize() async {
        guard !isClosed else { return }
        await complain(.tooLarge, isFatal: true)
    }

    /// The connection is gone; the participant keeps his seat for the grace time.
    package func connectionClosed() async {
        isClosed = true
        outbound.abandon()
        await consultation.connectionClosed(connection)
    }

    private func complain(
        _ code: ErrorCode, answers: String? = nil, text: String? = nil, isFatal: Bool = false
    ) async {
        let isFatal = abuse.isExceeded(now: clock.elapsed()) || isFatal
        let complaint = Complaint(code, text: text, isFatal: isFatal)
        let sent = outbound.send(
            MessageText.encode(ServerEnvelope(answers: answers, .error(complaint))))
        if isFatal {
            outbound.close(ConnectionClosure(code))
        } else if sent == .full {
            outbound.close(ConnectionClosure(.tooSlow), isAtOnce: true)
        } else {
            return
        }
        isClosed = true
        await consultation.connectionClosed(connection)
    }
}
