import Clinic

/// What the participants are told.
extension Consultation {
    /// Sends to one connection; one that does not read is closed.
    func send(_ message: ServerMessage, to id: ConnectionID, answers: String? = nil) {
        sendText(MessageText.encode(ServerEnvelope(answers: answers, message)), to: id)
    }

    private func sendText(_ text: String, to id: ConnectionID) {
        guard let outbound = connections[id]?.outbound, case .full = outbound.send(text)
        else { return }
        outbound.close(ConnectionClosure(.tooSlow), isAtOnce: true)
        detach(id)
    }

    func send(_ message: ServerMessage, to seat: Seat) {
        guard let id = seat.connection else { return }
        send(message, to: id)
    }

    /// Sends to all who take part, but for one.
    func tell(_ message: ServerMessage, except participant: ParticipantID? = nil) {
        let text = MessageText.encode(ServerEnvelope(message))
        for seat in seats.values where seat.isAdmitted && seat.participant != participant {
            if let id = seat.connection { sendText(text, to: id) }
        }
    }

    /// Sends to the doctors who take part, but for one.
    func tellDoctors(_ message: ServerMessage, except participant: ParticipantID? = nil) {
        for seat in seats.values
        where seat.isAdmitted && seat.role == .doctor && seat.participant != participant {
            send(message, to: seat)
        }
    }

    func complain(_ complaint: Complaint, to id: ConnectionID, answers: String? = nil) {
        send(.error(complaint), to: id, answers: answers)
        guard complaint.isFatal, let connection = connections[id] else { return }
        connection.outbound.close(ConnectionClosure(complaint.code))
        detach(id)
    }

    /// Ends a connection with a reason; its participant keeps his seat for the grace time.
    func close(_ id: ConnectionID, _ code: ErrorCode) {
        complain(Complaint(code), to: id)
    }

    /// Forgets a connection; its participant keeps his seat for the grace time.
    func detach(_ id: ConnectionID) {
        guard let connection = connections.removeValue(forKey: id),
            let participant = connection.participant, let seat = seats[participant],
            seat.connection == id
        else { return }
        seats[participant]?.link = .dropped(at: seat.brokenAt ?? now)
        if seat.isConnected { tellConnection(of: participant) }
    }

    /// Tells the others whether a participant's signaling is there.
    func tellConnection(of participant: ParticipantID) {
        guard let seat = seats[participant], seat.isAdmitted else { return tellCallState() }
        tell(
            .participantConnection(participant, isConnected: seat.isConnected),
            except: participant)
    }

    // MARK: States, as one participant may see them

    /// Sends everybody, those who wait included, the state of the call.
    func tellCallState() {
        for seat in seats.values { send(.callState(callState(for: seat)), to: seat) }
    }

    func callState(for seat: Seat) -> CallState {
        let isDoctor = seat.role == .doctor && seat.isAdmitted
        return CallState(
            status: call.status, isAdmitted: seat.isAdmitted, startedAt: call.startedAt,
            endsAt: timer.endsAt, endsSoon: endsSoon, now: now,
            waiting: isDoctor ? waitingRoom.order.compactMap { seats[$0]?.label } : nil)
    }

    func tellRecordingState() {
        for seat in seats.values where seat.isAdmitted {
            send(.recordingState(recordingState(for: seat)), to: seat)
        }
    }

    func recordingState(for seat: Seat) -> RecordingState {
        let consent = recording.consent
        guard seat.isAdmitted else {
            return RecordingState(
                state: .off, asked: [], agreed: [], refused: [], you: .none, mayRequest: false)
        }
        let everybody = seats.values.filter(\.isAdmitted).map(\.participant)
            .sorted { $0.rawValue < $1.rawValue }
        func those(_ answers: RecordingConsent.Answer...) -> [ParticipantID] {
            everybody.filter { answers.contains(consent.answer(of: $0)) }
        }
        let you: RecordingState.Answer =
            switch consent.answer(of: seat.participant) {
            case .none: .none
            case .pending: .pending
            case .agreed: .agreed
            case .refused, .withdrawn: .refused
            }
        return RecordingState(
            state: consent.state, asked: those(.pending), agreed: those(.agreed),
            refused: those(.refused, .withdrawn), you: you,
            mayRequest: consent.mayRequest(seat.participant),
            isInterrupted: isRecording && recording.isInterrupted)
    }
}
