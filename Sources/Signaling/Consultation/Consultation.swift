import Clinic
import Logging

/// A live consultation: the people in one call's room, and what passes between them.
///
///     live ──end, time limit, all left──▶ over        live ──shutdown──▶ suspended
///
/// Everything that a participant, the media plane or the clock brings is done one after the other,
/// behind ``enter()``: the state never changes under a step that waits for a store. Two things go
/// ahead of that line: `ping`, and the withdrawal of consent, which stops the writing first.
///
/// The caller calls ``advance()`` about every second and passes the media plane's events in.
package actor Consultation {
    enum Phase: Hashable, Sendable {
        case live
        /// The call has ended.
        case over
        /// The server goes down; the call goes on when it is back.
        case suspended
    }

    /// Seats taken at once: everybody of an appointment, with room to spare.
    static let seatLimit = 16
    /// Connections at once, those included that haven't joined.
    static let connectionLimit = 64
    /// Of one person before the oldest that has not joined is closed.
    static let connectionLimitOfPerson = 4
    /// Without any message a connection is closed.
    static let idleLimit = Duration.seconds(120)
    /// A call that was started and that nobody has joined ends.
    static let unusedLimit = Duration.seconds(10 * 60)

    let context: ConsultationContext
    var phase = Phase.live
    /// Its end is stored as well: nothing more comes of it.
    var isDone = false
    var call: VideoCall
    var timer: CallTimer
    var endsSoon = false
    var seats: [ParticipantID: Seat] = [:]
    var waitingRoom: WaitingRoom
    var connections: [ConnectionID: Connection] = [:]
    var recording: ConsultationRecording
    /// Of everybody who was ever measured in this call.
    var qualityLogs: [ParticipantID: QualityReport] = [:]
    var qualitySavedAt: WallTime

    private let createdAt: WallTime
    private var wasUsed = false
    private var nextConnection: UInt64 = 0
    private var isMediaOpen = false
    private var isBusy = false
    private var line: [CheckedContinuation<Void, Never>] = []

    /// - Parameters:
    ///   - admissions: what was decided at the door before the server stopped.
    ///   - isRecovered: the call was running when the server stopped, and its people are expected
    ///     back at once.
    init(
        _ context: ConsultationContext, call: VideoCall, admissions: [AdmissionRecord],
        isRecovered: Bool
    ) {
        waitingRoom = WaitingRoom(after: admissions)
        self.context = context
        self.call = call
        createdAt = context.clock.now()
        qualitySavedAt = createdAt
        wasUsed = isRecovered
        timer = CallTimer(
            limits: context.configuration.limits, startedAt: call.startedAt,
            emptySince: isRecovered ? createdAt : nil)
        recording = ConsultationRecording(
            consent: RecordingConsent(
                isAllowed: context.isRecordingAllowed,
                withdrawal: context.hospital.policies.withdrawal))
    }

    var now: WallTime { context.clock.now() }

    // MARK: One after the other

    func enter() async {
        guard isBusy else {
            isBusy = true
            return
        }
        await withCheckedContinuation { line.append($0) }
    }

    func leave() {
        guard line.isEmpty else { return line.removeFirst().resume() }
        isBusy = false
    }

    // MARK: Connections

    /// Opens the media plane's room, the first time; its events are the caller's to pass in.
    ///
    /// - Returns: `nil` where it is open already.
    func openMedia() async throws(MediaPlaneError) -> AsyncStream<MediaPlaneEvent>? {
        await enter()
        defer { leave() }
        guard !isMediaOpen else { return nil }
        let events = try await context.media.openRoom(context.mediaRoom)
        isMediaOpen = true
        return events
    }

    /// Takes a connection that has passed the door; `nil` where there is no room or no call.
    func open(_ pass: EntryPass, _ outbound: OutboundQueue) -> ConnectionID? {
        let own = connections.filter { $0.value.pass.person.id == pass.person.id }
        if own.count >= Self.connectionLimitOfPerson,
            let oldest = own.filter({ $0.value.participant == nil }).keys
                .min(by: { $0.rawValue < $1.rawValue })
        {
            close(oldest, .replaced)
        }
        guard phase == .live, connections.count < Self.connectionLimit else { return nil }
        nextConnection += 1
        let id = ConnectionID(rawValue: nextConnection)
        connections[id] = Connection(pass: pass, outbound: outbound, lastReceivedAt: now)
        return id
    }

    /// The connection is gone; its participant keeps his seat for the grace time.
    func connectionClosed(_ id: ConnectionID) async {
        await enter()
        defer { leave() }
        detach(id)
    }

    /// A transport has carried something of the client's, if only that it is there.
    func heard(_ id: ConnectionID) {
        connections[id]?.lastReceivedAt = now
    }

    /// The connection's transport is gone, or another is there: which, its queue knows.
    func transportChanged(_ id: ConnectionID) async {
        await enter()
        defer { leave() }
        guard phase == .live, let connection = connections[id] else { return }
        let isAttended = connection.outbound.isAttended
        guard let participant = connection.participant, let seat = seats[participant] else {
            if !isAttended { close(id, .idle) }
            return
        }
        guard seat.connection == id, seat.isConnected != isAttended else { return }
        seats[participant]?.link = isAttended ? .connected(id) : .interrupted(id, since: now)
        tellConnection(of: participant)
    }

    /// Closes every connection made with one of `tokens`, which a newer one has superseded.
    func supersede(_ tokens: [SecretHash]) async {
        await enter()
        defer { leave() }
        for (id, connection) in connections where tokens.contains(connection.pass.token) {
            close(id, .replaced)
        }
    }

    /// The pass of the seat that `secret` resumes; `nil` for any other secret.
    func pass(resuming secret: String) -> EntryPass? {
        seats.values.first { $0.endpoint.mayResume(with: secret) }?.pass
    }

    // MARK: Messages

    /// Does what a client asks, and answers it.
    func receive(_ envelope: ClientEnvelope, on id: ConnectionID) async {
        guard connections[id] != nil else { return }
        connections[id]?.lastReceivedAt = now
        switch envelope.message {
        case .ping:
            return send(.pong(now: now), to: id, answers: envelope.id)
        case .recordingConsent(isAgreed: false, text: _):
            if let participant = connections[id]?.participant {
                return await withdraw(participant, envelope, on: id)
            }
        default:
            break
        }
        await enter()
        defer { leave() }
        guard phase == .live else { return }
        await answer(envelope, on: id)
    }

    /// A refusal goes ahead of everything that waits, and holds even where its connection is gone
    /// when its turn comes.
    private func withdraw(
        _ participant: ParticipantID, _ envelope: ClientEnvelope, on id: ConnectionID
    ) async {
        await revokeAtOnce(of: participant)
        await enter()
        defer {
            recording.withdrawing.remove(participant)
            leave()
        }
        guard phase == .live else { return }
        if connections[id] != nil { return await answer(envelope, on: id) }
        guard let seat = seats[participant], seat.isAdmitted else { return }
        try? await answerRecording(false, to: nil, by: seat)  // Nobody is left to hear why not.
    }

    private func answer(_ envelope: ClientEnvelope, on id: ConnectionID) async {
        guard let connection = connections[id] else { return }
        do {
            switch try await perform(envelope, on: id, connection) {
            case .acknowledge:
                acknowledge(envelope, on: id)
            case .answer(let message):
                send(message, to: id, answers: envelope.id)
            case .nothing:
                break
            }
        } catch {
            complain(error, to: id, answers: envelope.id)
        }
    }

    private func acknowledge(_ envelope: ClientEnvelope, on id: ConnectionID) {
        guard envelope.id != nil else { return }
        send(.ack, to: id, answers: envelope.id)
    }

    enum Reply: Sendable {
        case acknowledge
        case answer(ServerMessage)
        /// Answered already, or the connection is gone.
        case nothing
    }

    private func perform(
        _ envelope: ClientEnvelope, on id: ConnectionID, _ connection: Connection
    ) async throws(Complaint) -> Reply {
        if case .join(let request) = envelope.message {
            guard connection.participant == nil else { throw Complaint(.alreadyJoined) }
            try await join(request, on: id, connection.pass, answers: envelope.id)
            wasUsed = true
            return .nothing
        }
        guard let participant = connection.participant, let seat = seats[participant]
        else { throw Complaint(.notJoined) }
        switch envelope.message {
        case .join, .ping: return .nothing
        case .leave:
            acknowledge(envelope, on: id)
            await removeSeat(participant, .left)
            connections[id] = nil
            connection.outbound.close(.normal)
            return .nothing
        case .end:
            let reason = try endReason(of: seat)
            acknowledge(envelope, on: id)
            await finish(reason, by: seat.pass.originator)
            return .nothing
        case .offer(let sdp, let sources):
            return .answer(try await publish(sdp, sources: sources, by: seat))
        case .answer(let sdp): try await acceptAnswer(sdp, of: seat)
        case .iceCandidate: break  // A lite agent learns addresses from checks (RFC 8445 §2.5).
        case .restartSubscription: try await restartSubscription(of: seat)
        case .mute(let muted): mute(muted, by: seat)
        case .quality(let quality): measure(quality, of: seat)
        default: try await performAdmitted(envelope.message, by: seat)
        }
        return .acknowledge
    }

    /// What only those may do who take part.
    private func performAdmitted(
        _ message: ClientMessage, by seat: Seat
    ) async throws(Complaint) {
        guard seat.isAdmitted else { throw Complaint(.notAdmitted) }
        switch message {
        case .admit(let participant): try await admit(participant, by: seat)
        case .returnToWaitingRoom(let participant): try await sendBack(participant, by: seat)
        case .chat(let text): try await chat(text, by: seat)
        case .screenShare(let isOn): try await shareScreen(isOn, by: seat)
        case .view(let pictures): await view(pictures, of: seat)
        case .recordingRequest: try await requestRecording(by: seat)
        case .recordingConsent(let isAgreed, let text):
            try await answerRecording(isAgreed, to: text, by: seat)
        case .recordingStop: try await stopRecording(by: seat)
        case .join, .leave, .end, .offer, .answer, .iceCandidate, .restartSubscription, .mute,
            .quality,
            .ping:
            break
        }
    }

    // MARK: Time

    /// Does what is due: idle connections, expired tokens, broken seats, the call's own limits.
    func advance() async {
        await enter()
        defer { leave() }
        guard phase == .live else { return }
        for (id, connection) in connections {
            if connection.pass.expiresAt <= now {
                await expire(id, connection)
            } else if now - connection.lastReceivedAt >= Self.idleLimit {
                close(id, .idle)
            }
        }
        await saveQualityWhenDue()
        for (participant, seat) in seats {
            guard let brokenAt = seat.brokenAt,
                now - brokenAt >= context.configuration.limits.reconnectGrace
            else { continue }
            if let connection = seat.connection { close(connection, .idle) }
            await removeSeat(participant, .disconnected)
        }
        if !wasUsed, now - createdAt >= Self.unusedLimit {
            return await finish(.allLeft, by: nil)
        }
        for event in timer.advance(to: now) {
            switch event {
            case .warn:
                endsSoon = true
                tellCallState()
            case .end(.maximumDuration): await finish(.timeLimit, by: nil)
            case .end(.everybodyLeft): await finish(.allLeft, by: nil)
            }
        }
    }

    /// Closes a connection whose token has expired, and takes the seat with its media away.
    private func expire(_ id: ConnectionID, _ connection: Connection) async {
        close(id, .tokenExpired)
        guard let participant = connection.participant,
            seats[participant]?.pass.token == connection.pass.token
        else { return }
        await removeSeat(participant, .disconnected)
    }
}
