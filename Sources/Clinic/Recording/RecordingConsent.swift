/// Whose media of one room may be written now.
///
/// A recording starts only when a doctor asked and everybody in the room has agreed. Who joins
/// later is asked first; who refuses, withdraws or leaves is not written from that instant.
///
///     off ──request──▶ asking ──all agreed──▶ recording ──stop──▶ stopped ──request──▶ asking
///                        └──one refuses, asker or all leave──▶ off
///
/// Only those who take part are in here: one in the waiting room has not joined. Every step gives
/// the effects in the order in which they must be carried out; the caller stores an answer and
/// appends the audit event *before* it carries out a `grant`, and carries out a `revoke` before
/// anything else. After a restart of the server a room begins with none: all are asked again.
package struct RecordingConsent: Hashable, Sendable {
    /// More participants than a consultation has seats for.
    package static let participantLimit = 64

    /// Where the room stands with recording.
    package enum State: String, Hashable, Sendable {
        case off
        case asking
        case recording
        case stopped
    }

    /// Where one participant stands with it.
    package enum Answer: String, Hashable, Sendable {
        /// Nobody asks.
        case none
        case pending
        case agreed
        case refused
        case withdrawn
    }

    package private(set) var state = State.off
    private let isAllowed: Bool
    private let withdrawal: HospitalPolicies.Withdrawal
    private var asker: ParticipantID?
    private var participants: [ParticipantID: Participant] = [:]

    private struct Participant: Hashable {
        let role: Role
        var answer: Answer
    }

    /// - Parameter isAllowed: ``HospitalPolicies/allowsRecording(of:)``.
    package init(isAllowed: Bool, withdrawal: HospitalPolicies.Withdrawal) {
        self.isAllowed = isAllowed
        self.withdrawal = withdrawal
    }

    /// Whose media may be written now; empty unless recording is on.
    package var writable: Set<ParticipantID> {
        state == .recording ? with(.agreed) : []
    }

    /// Who has been asked and has not answered.
    package var asked: Set<ParticipantID> { with(.pending) }

    package var agreed: Set<ParticipantID> { with(.agreed) }

    package func answer(of participant: ParticipantID) -> Answer {
        participants[participant]?.answer ?? .none
    }

    /// Whether `participant` could ask now.
    package func mayRequest(_ participant: ParticipantID) -> Bool {
        refusalOfRequest(by: participant) == nil
    }

    // MARK: Steps

    /// Takes a seat; one who already has it changes nothing.
    ///
    /// Beyond ``participantLimit`` nobody is taken in, and so never written.
    package mutating func join(_ participant: ParticipantID, as role: Role) -> [ConsentEffect] {
        guard participants[participant] == nil, participants.count < Self.participantLimit
        else { return [] }
        let isAsked = state == .asking || state == .recording
        participants[participant] = Participant(role: role, answer: isAsked ? .pending : .none)
        return isAsked ? [.ask(participant)] : []
    }

    /// Gives the seat up, consent included: one who comes back is asked again.
    package mutating func leave(_ participant: ParticipantID) -> [ConsentEffect] {
        guard let leaver = participants.removeValue(forKey: participant) else { return [] }
        switch state {
        case .off, .stopped:
            return []
        case .asking where participants.isEmpty || participant == asker:
            return cancel(.askerLeft)
        case .asking:
            return startIfAllAgreed()
        case .recording:
            let revoked: [ConsentEffect] = leaver.answer == .agreed ? [.revoke(participant)] : []
            return revoked + (participants.isEmpty ? end(.everybodyLeft) : [])
        }
    }

    /// A doctor asks everybody; asking is agreeing for himself.
    package mutating func request(by participant: ParticipantID) -> ConsentStep {
        if let refusal = refusalOfRequest(by: participant) { return .refused(refusal) }
        state = .asking
        asker = participant
        for other in participants.keys { participants[other]?.answer = .pending }
        participants[participant]?.answer = .agreed
        return .done(asked.sorted().map(ConsentEffect.ask) + startIfAllAgreed())
    }

    /// Agrees, refuses, or takes an agreement back.
    package mutating func answer(_ participant: ParticipantID, agrees: Bool) -> ConsentStep {
        guard let answer = participants[participant]?.answer else {
            return .refused(.notInTheRoom)
        }
        guard state == .asking || state == .recording else { return .refused(.nothingAsked) }
        if agrees {
            guard answer != .agreed else { return .done([]) }
            participants[participant]?.answer = .agreed
            return .done(state == .recording ? [.grant(participant)] : startIfAllAgreed())
        }
        guard answer != .refused, answer != .withdrawn else { return .done([]) }
        participants[participant]?.answer = answer == .agreed ? .withdrawn : .refused
        if state == .asking { return .done(cancel(.refused)) }
        let revoked: [ConsentEffect] = answer == .agreed ? [.revoke(participant)] : []
        switch withdrawal {
        case .goesOnWithout: return .done(revoked)
        case .stopsForAll: return .done(revoked + end(answer == .agreed ? .withdrawn : .refused))
        }
    }

    /// A doctor stops it, or takes his request back.
    package mutating func stop(by participant: ParticipantID) -> ConsentStep {
        guard let role = participants[participant]?.role else { return .refused(.notInTheRoom) }
        guard role == .doctor else { return .refused(.notADoctor) }
        switch state {
        case .off, .stopped: return .refused(.notRecording)
        case .asking: return .done(cancel(.doctorStopped))
        case .recording: return .done(end(.doctorStopped))
        }
    }

    /// The call is over: nothing is written from here on.
    package mutating func endCall() -> [ConsentEffect] {
        switch state {
        case .off, .stopped: []
        case .asking: cancel(.callEnded)
        case .recording: end(.callEnded)
        }
    }

    // MARK: Inside

    private func with(_ answer: Answer) -> Set<ParticipantID> {
        Set(participants.filter { $0.value.answer == answer }.keys)
    }

    private func refusalOfRequest(by participant: ParticipantID) -> ConsentRefusal? {
        guard let role = participants[participant]?.role else { return .notInTheRoom }
        guard role == .doctor else { return .notADoctor }
        guard isAllowed else { return .hospitalForbids }
        return state == .off || state == .stopped ? nil : .alreadyAsked
    }

    private mutating func startIfAllAgreed() -> [ConsentEffect] {
        guard participants.values.allSatisfy({ $0.answer == .agreed }) else { return [] }
        state = .recording
        return [.start] + writable.sorted().map(ConsentEffect.grant)
    }

    private mutating func cancel(_ reason: ConsentEffect.StopReason) -> [ConsentEffect] {
        forgetAnswers()
        state = .off
        return [.cancel(reason)]
    }

    private mutating func end(_ reason: ConsentEffect.StopReason) -> [ConsentEffect] {
        let revoked = writable.sorted().map(ConsentEffect.revoke)
        forgetAnswers()
        state = .stopped
        return revoked + [.stop(reason)]
    }

    /// What was answered is in the store; here an agreement must not outlive its recording.
    private mutating func forgetAnswers() {
        asker = nil
        for participant in participants.keys { participants[participant]?.answer = .none }
    }
}

extension Set<ParticipantID> {
    /// Always the same order, whatever the hash seed.
    fileprivate func sorted() -> [ParticipantID] {
        sorted { $0.rawValue < $1.rawValue }
    }
}
