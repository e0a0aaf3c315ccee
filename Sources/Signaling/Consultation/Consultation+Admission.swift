import Clinic

/// The waiting room's door.
extension Consultation {
    /// A doctor lets one in.
    func admit(_ participant: ParticipantID, by doctor: Seat) async throws(Complaint) {
        guard doctor.role == .doctor else { throw Complaint(.notAllowed) }
        guard let seat = seats[participant] else { throw Complaint(.unknownParticipant) }
        guard !seat.isAdmitted else { return }
        try await letIn(seat)
        await audit(.participantAdmitted, doctor.pass.originator, detail: participant.rawValue)
        await meetIfAllThere()
    }

    /// Lets those in who waited for the doctor only.
    func admitThoseWhoWait() async {
        guard context.hospital.policies.admission == .automatic else { return }
        for participant in waitingRoom.order {
            guard let seat = seats[participant], !seat.isAdmitted,
                case .admit = waitingRoom.verdict(.admit, for: participant)
            else { continue }
            do {
                try await letIn(seat)
                await audit(.participantAdmitted, seat.pass.originator)
            } catch {
                complain(error, to: seat)
            }
        }
    }

    /// The media plane first, then the messages.
    private func letIn(_ seat: Seat) async throws(Complaint) {
        do throws(MediaPlaneError) {
            try await context.media.setAdmitted(
                seat.endpoint.id, in: context.mediaRoom, to: true)
        } catch {
            throw complaint(about: error)
        }
        let participant = seat.participant
        seats[participant]?.isAdmitted = true
        waitingRoom.admit(participant)
        await remember(seat, isAdmitted: true)
        // One who comes in is asked at most; nothing of him is written before he agrees.
        _ = recording.consent.join(participant, as: seat.role)

        guard let seat = seats[participant] else { return }
        send(.admit(participant), to: seat)
        send(.callState(callState(for: seat)), to: seat)
        for other in seats.values where other.isAdmitted && other.participant != participant {
            send(.participantJoined(other.state), to: seat)
        }
        tellDoctors(.admit(participant), except: participant)
        tell(.participantJoined(seat.state), except: participant)
        tellCallStateToDoctors(except: participant)
        tellRecordingState()
    }

    /// So that it holds after a restart of the server, too. Doctors need no such decision.
    func remember(_ seat: Seat, isAdmitted: Bool) async {
        guard seat.role != .doctor else { return }
        let record = AdmissionRecord(
            hospital: context.hospital.id, appointment: context.appointment, room: context.room,
            person: seat.pass.person.id, isAdmitted: isAdmitted, at: now)
        await attempt { try await context.stores.admissions.save(record) }
    }

    /// A doctor sends one back.
    func sendBack(_ participant: ParticipantID, by doctor: Seat) async throws(Complaint) {
        guard doctor.role == .doctor else { throw Complaint(.notAllowed) }
        guard let seat = seats[participant] else { throw Complaint(.unknownParticipant) }
        guard seat.role != .doctor else { throw Complaint(.notAllowed) }
        guard seat.isAdmitted else { return }
        do throws(MediaPlaneError) {
            try await context.media.setAdmitted(
                seat.endpoint.id, in: context.mediaRoom, to: false)
        } catch {
            throw complaint(about: error)
        }
        seats[participant]?.isAdmitted = false
        seats[participant]?.endpoint.pendingOffer = nil
        waitingRoom.sendBack(participant)
        await departFromRecording(seat)
        await remember(seat, isAdmitted: false)
        if seat.isSharingScreen { await stopSharing(by: seat) }

        tell(.participantLeft(participant, .waiting))
        tellDoctors(.returnToWaitingRoom(participant))
        if let seat = seats[participant] {
            send(.returnToWaitingRoom(participant), to: seat)
            send(.callState(callState(for: seat)), to: seat)
        }
        tellCallStateToDoctors()
        await audit(.participantSentBack, doctor.pass.originator, detail: participant.rawValue)
    }

    /// The call is in progress from when doctor and other side first take part together.
    func meetIfAllThere() async {
        guard call.status == .waiting else { return }
        let admitted = seats.values.filter(\.isAdmitted)
        guard admitted.contains(where: { $0.role == .doctor }),
            admitted.contains(where: { $0.role != .doctor })
        else { return }
        let now = now
        guard case .moved(let met) = await store(.meet, at: now) else { return }
        call = met
        timer.meet(at: now)
        tellCallState()
        await audit(.callMet, nil)
    }

    func tellCallStateToDoctors(except participant: ParticipantID? = nil) {
        for seat in seats.values
        where seat.isAdmitted && seat.role == .doctor && seat.participant != participant {
            send(.callState(callState(for: seat)), to: seat)
        }
    }

    private func complain(_ complaint: Complaint, to seat: Seat) {
        guard let id = seat.connection else { return }
        complain(complaint, to: id)
    }
}
