import Clinic

/// How a connection gets its seat, and how a seat is given up.
extension Consultation {
    /// Seats the person behind `id`, or gives him his seat back, and welcomes him.
    func join(
        _ request: JoinRequest, on id: ConnectionID, _ pass: EntryPass, answers: String?
    ) async throws(Complaint) {
        let participant = ParticipantID(of: pass.person.id)
        let isResumed: Bool
        let isNew: Bool
        if let seat = seats[participant] {
            isNew = false
            isResumed = try await rejoin(request, on: id, pass, seat)
        } else {
            isNew = true
            isResumed = false
            try await takeSeat(request, on: id, pass)
        }
        connections[id]?.participant = participant
        if let seat = seats[participant] { await openQualityLog(of: seat, isResumed: isResumed) }
        timer.occupancy(seats.count, at: now)

        let lines = await linesMissed(after: request.lastMessage, by: participant)
        let servers = await iceServers(for: participant)
        guard let seat = seats[participant] else { return }
        let welcome = welcome(seat, isResumed: isResumed, iceServers: servers, lines: lines)
        send(.joined(welcome), to: id, answers: answers)
        if isResumed { sendPendingOffer(to: seat) }
        if seat.isAdmitted {
            let news: ServerMessage =
                isResumed
                ? .participantConnection(participant, isConnected: true)
                : .participantJoined(seat.state)
            tell(news, except: participant)
            if isNew { tellRecordingState() }
        }
        tellCallStateToDoctors(except: participant)
        if isNew {
            await audit(seat.isAdmitted ? .participantJoined : .participantWaiting, pass.originator)
        }
        if seat.role == .doctor { await admitThoseWhoWait() }
        await meetIfAllThere()
    }

    /// Gives a participant his seat back; whether his media goes on.
    private func rejoin(
        _ request: JoinRequest, on id: ConnectionID, _ pass: EntryPass, _ seat: Seat
    ) async throws(Complaint) -> Bool {
        if let other = seat.connection { close(other, .replaced) }
        let isResumed = seat.endpoint.mayResume(with: request.resume)
        if !isResumed { try await replaceEndpoint(of: seat, pass) }
        seats[seat.participant]?.pass = pass
        seats[seat.participant]?.link = .connected(id)
        if let name = displayName(request) { seats[seat.participant]?.name = name }
        return isResumed
    }

    /// New media for one whose page has lost its own.
    private func replaceEndpoint(of seat: Seat, _ pass: EntryPass) async throws(Complaint) {
        let endpoint = newEndpoint(pass)
        await context.media.removeEndpoint(seat.endpoint.id, from: context.mediaRoom)
        do throws(MediaPlaneError) {
            try await context.media.addEndpoint(
                endpoint.id, to: context.mediaRoom, isAdmitted: seat.isAdmitted)
        } catch {
            throw complaint(about: error)
        }
        seats[seat.participant]?.endpoint = endpoint
        recording.know(endpoint.id, is: seat.participant)
        if seat.isSharingScreen { await stopSharing(by: seat) }
        await grantAgain(seat.participant)
    }

    private func takeSeat(
        _ request: JoinRequest, on id: ConnectionID, _ pass: EntryPass
    ) async throws(Complaint) {
        guard seats.count < Self.seatLimit else { throw Complaint(.roomFull) }
        let participant = ParticipantID(of: pass.person.id)
        let isAdmitted = try await isAdmittedNow(participant, pass)
        let endpoint = newEndpoint(pass)
        do throws(MediaPlaneError) {
            try await context.media.addEndpoint(
                endpoint.id, to: context.mediaRoom, isAdmitted: isAdmitted)
        } catch {
            throw error == .full ? Complaint(.roomFull) : complaint(about: error)
        }
        recording.know(endpoint.id, is: participant)
        seats[participant] = Seat(
            participant: participant, role: pass.role,
            name: displayName(request) ?? pass.person.name, pass: pass, link: .connected(id),
            endpoint: endpoint, isAdmitted: isAdmitted)
        if isAdmitted {
            waitingRoom.admit(participant)
            // A new seat is asked at most; nothing of it is written before it agrees.
            _ = recording.consent.join(participant, as: pass.role)
            if let seat = seats[participant] { await remember(seat, isAdmitted: true) }
        } else {
            waitingRoom.wait(participant)
        }
    }

    /// Asks the clinic's rules, with the appointment as it is now.
    private func isAdmittedNow(
        _ participant: ParticipantID, _ pass: EntryPass
    ) async throws(Complaint) -> Bool {
        let context = context
        let appointment = try await stored {
            try await context.stores.appointments.appointment(
                context.appointment, in: context.hospital.id)
        }
        guard let appointment, appointment.call.room == context.room else {
            throw Complaint(.callEnded)
        }
        let verdict = appointment.admission(
            of: pass.person.id, from: pass.person.hospital,
            mode: context.hospital.policies.admission,
            presence: RoomPresence(
                isDoctorPresent: seats.values.contains { $0.role == .doctor },
                wasAdmitted: waitingRoom.wasAdmitted(participant)))
        switch waitingRoom.verdict(verdict, for: participant) {
        case .admit: return true
        case .wait: return false
        case .refuse(.callEnded), .refuse(.callNotStarted): throw Complaint(.callEnded)
        case .refuse(let refusal):
            await audit(.accessRefused, pass.originator, detail: refusal.rawValue)
            throw Complaint(.notAllowed, isFatal: true)
        }
    }

    /// Takes a seat away with its media and its consent.
    func removeSeat(_ participant: ParticipantID, _ reason: DepartureReason) async {
        guard let seat = seats.removeValue(forKey: participant) else { return }
        await context.media.removeEndpoint(seat.endpoint.id, from: context.mediaRoom)
        await saveQuality()
        waitingRoom.leave(participant)
        timer.occupancy(seats.count, at: now)
        if seat.isAdmitted {
            tell(.participantLeft(participant, reason))
            await departFromRecording(seat)
            if seat.isSharingScreen { await storeSharing(false, seat.pass) }
        } else {
            tellCallStateToDoctors()
        }
        await audit(.participantLeft, seat.pass.originator, detail: reason.rawValue)
    }

    // MARK: Inside

    private func newEndpoint(_ pass: EntryPass) -> SeatEndpoint {
        SeatEndpoint(id: .random(), resume: pass.resumeKey ?? .random())
    }

    /// The name that a client gave, as the chat's rules clean it; `nil` where nothing is left.
    private func displayName(_ request: JoinRequest) -> String? {
        guard let name = request.name, case .accepted(let text) = ChatText.checked(name)
        else { return nil }
        return text.text.replacing("\n", with: " ")
    }

    private func linesMissed(
        after last: ChatMessageID?, by participant: ParticipantID
    ) async -> [ChatLine] {
        guard let last, seats[participant]?.isAdmitted == true else { return [] }
        var lines: [ChatMessage] = []
        await attempt {
            lines = try await context.stores.chat.messages(
                of: context.appointment, in: context.hospital.id, after: last,
                limit: Self.missedLineLimit)
        }
        return lines.map(ChatLine.init)
    }

    /// Chat lines brought after a broken connection; the page of the conversation has them all.
    private static let missedLineLimit = 100

    /// Those of the media plane with the endpoint's own credentials, then the configured ones.
    private func iceServers(for participant: ParticipantID) async -> [ICEServer] {
        guard let seat = seats[participant] else { return [] }
        let own = await context.media.iceServers(
            for: seat.endpoint.id, in: context.mediaRoom, host: seat.pass.host)
        return own + context.configuration.iceServers
    }

    private func welcome(
        _ seat: Seat, isResumed: Bool, iceServers: [ICEServer], lines: [ChatLine]
    ) -> Welcome {
        let others = seats.values.filter { $0.isAdmitted && $0.participant != seat.participant }
        return Welcome(
            participant: seat.participant, role: seat.role, name: seat.name, mode: .relay,
            isResumed: isResumed, resume: seat.endpoint.resume.text, isAdmitted: seat.isAdmitted,
            participants: seat.isAdmitted
                ? others.map(\.state).sorted { $0.id.rawValue < $1.id.rawValue } : [],
            iceServers: iceServers.filter { !$0.isForRelayOnly },
            relayServers: iceServers.filter(\.isForRelayOnly),
            rung: context.hospital.policies.rung ?? context.configuration.rung,
            limits: Welcome.Limits(grace: context.configuration.limits.reconnectGrace),
            call: callState(for: seat), recording: recordingState(for: seat),
            mayShareScreen: mayShareScreen(seat), chat: lines)
    }
}
