import Clinic

/// Recording, only with consent.
///
/// The order is the rule. Before media may be written: the answer is stored, the audit event is on
/// disk, then the media plane is told; when one of these fails, nothing has happened. To stop
/// writing: the media plane is told first, then it is stored.
extension Consultation {
    /// Something is written now.
    var isRecording: Bool { recording.consent.state == .recording }

    func requestRecording(by seat: Seat) async throws(Complaint) {
        var next = recording.consent
        let effects = try taken(next.request(by: seat.participant))
        let record = record(.agreed, of: seat, way: .asked)
        try await store(record)
        try await auditFirst(.recordingRequested, seat.pass.originator)
        try await auditFirst(.consentGiven, seat.pass.originator, detail: record.evidence)
        recording.asker = seat.pass.person.id
        try await adopt(next, effects)
    }

    /// - Parameter text: what he read before, where his page says so.
    func answerRecording(
        _ isAgreed: Bool, to text: ConsentText?, by seat: Seat
    ) async throws(Complaint) {
        guard isAgreed else { return try await refuseRecording(text, by: seat) }
        var next = recording.consent
        let wasAgreed = next.answer(of: seat.participant) == .agreed
        let effects = try taken(next.answer(seat.participant, agrees: true))
        guard !wasAgreed else { return }
        let record = record(.agreed, of: seat, text: text)
        try await store(record)
        try await auditFirst(.consentGiven, seat.pass.originator, detail: record.evidence)
        try await adopt(next, effects)
    }

    private func refuseRecording(
        _ text: ConsentText?, by seat: Seat
    ) async throws(Complaint) {
        let before = recording.consent.answer(of: seat.participant)
        let effects = try taken(recording.consent.answer(seat.participant, agrees: false))
        guard before != .refused, before != .withdrawn else { return }
        await stopInMedia(effects)
        tellRecordingState()
        let isWithdrawn = before == .agreed
        let record = record(isWithdrawn ? .withdrawn : .refused, of: seat, text: text)
        await attempt { try await context.stores.consents.append(record) }
        await audit(
            isWithdrawn ? .consentWithdrawn : .consentRefused, seat.pass.originator,
            detail: record.evidence)
        await storeStop(effects, by: seat.pass.originator)
    }

    /// The first thing that a withdrawal does, ahead of everything that waits for a store: from here on
    /// nothing of him is written, whatever becomes of the rest.
    func revokeAtOnce(of participant: ParticipantID?) async {
        guard let participant, let seat = seats[participant], seat.isAdmitted else { return }
        recording.withdrawing.insert(participant)
        await context.media.revokeRecording(seat.endpoint.id, in: context.mediaRoom)
    }

    func stopRecording(by seat: Seat) async throws(Complaint) {
        let effects = try taken(recording.consent.stop(by: seat.participant))
        await stopInMedia(effects)
        tellRecordingState()
        await storeStop(effects, by: seat.pass.originator)
    }

    /// One who leaves takes his consent with him.
    func departFromRecording(_ seat: Seat) async {
        var next = recording.consent
        let effects = next.leave(seat.participant)
        await stopInMedia(effects)
        if effects.contains(.start) {
            // The last whose answer was missing has left.
            do {
                try await adopt(next, effects)
            } catch {
                next = recording.consent
                _ = next.leave(seat.participant)
                _ = next.endCall()
                recording.consent = next
            }
        } else {
            recording.consent = next
            await storeStop(effects, by: seat.pass.originator)
        }
        tellRecordingState()
    }

    /// The call or the server ends.
    func stopRecordingForGood(detail: String? = nil) async {
        let effects = recording.consent.endCall()
        await stopInMedia(effects)
        await storeStop(effects, by: nil, detail: detail)
    }

    /// New media of one who has agreed: his agreement covers it.
    func grantAgain(_ participant: ParticipantID) async {
        guard recording.consent.writable.contains(participant), let seat = seats[participant]
        else { return }
        do throws(MediaPlaneError) {
            try await grant(seat)
        } catch {
            logFailure(error)
        }
    }

    // MARK: Steps

    private func taken(_ step: ConsentStep) throws(Complaint) -> [ConsentEffect] {
        switch step {
        case .done(let effects): return effects
        case .refused(.nothingAsked), .refused(.notRecording), .refused(.notInTheRoom):
            throw Complaint(.recordingNotAsked)
        case .refused(.hospitalForbids): throw Complaint(.recordingNotAllowed)
        case .refused(.notADoctor), .refused(.alreadyAsked): throw Complaint(.notAllowed)
        }
    }

    /// Carries out what begins writing, and takes `next` over if all of it was done.
    private func adopt(
        _ next: RecordingConsent, _ effects: [ConsentEffect]
    ) async throws(Complaint) {
        if effects.contains(.start) { try await start() }
        do throws(MediaPlaneError) {
            for case .grant(let participant) in effects {
                guard let seat = seats[participant] else { continue }
                try await grant(seat)
            }
        } catch {
            if effects.contains(.start) { await undoStart() }
            throw complaint(about: error)
        }
        recording.consent = next
        tellRecordingState()
    }

    private func grant(_ seat: Seat) async throws(MediaPlaneError) {
        guard !recording.withdrawing.contains(seat.participant) else { return }
        try await context.media.grantRecording(seat.endpoint.id, in: context.mediaRoom)
        // His withdrawal may have overtaken the grant on the way.
        guard recording.withdrawing.contains(seat.participant) else { return }
        await context.media.revokeRecording(seat.endpoint.id, in: context.mediaRoom)
    }

    /// Stored and audited before the media plane opens anything.
    private func start() async throws(Complaint) {
        guard let asker = recording.asker else { throw Complaint(.recordingNotAsked) }
        let started = CallRecording(
            id: .random(), hospital: context.hospital.id, appointment: context.appointment,
            requestedBy: asker, startedAt: now)
        let context = context
        try await stored { try await context.stores.recordings.insert(started) }
        try await auditFirst(.recordingStarted, nil, detail: started.id.rawValue)
        recording.current = started
        do throws(MediaPlaneError) {
            try await context.media.startRecording(
                MediaRecordingID(rawValue: started.id.rawValue), in: context.mediaRoom)
        } catch {
            await undoStart()
            throw complaint(about: error)
        }
    }

    private func undoStart() async {
        await context.media.stopRecording(in: context.mediaRoom)
        await storeStop([.stop(.callEnded)], by: nil, detail: "media_unavailable")
    }

    private func stopInMedia(_ effects: [ConsentEffect]) async {
        for effect in effects {
            switch effect {
            case .revoke(let participant):
                guard let seat = seats[participant] else { continue }
                _ = recording.endInterruption(of: seat.endpoint.id)
                await context.media.revokeRecording(seat.endpoint.id, in: context.mediaRoom)
            case .stop:
                _ = recording.endInterruption(of: nil)
                await context.media.stopRecording(in: context.mediaRoom)
            case .ask, .cancel, .start, .grant:
                break
            }
        }
    }

    private func storeStop(
        _ effects: [ConsentEffect], by originator: Originator?, detail: String? = nil
    ) async {
        for case .stop(let reason) in effects {
            guard let stopped = recording.current else { continue }
            await attempt {
                try await context.stores.recordings.stop(
                    stopped.id, in: context.hospital.id, at: now)
            }
            await audit(.recordingStopped, originator, detail: detail ?? reason.rawValue)
        }
    }

    private func store(_ record: ConsentRecord) async throws(Complaint) {
        let context = context
        try await stored { try await context.stores.consents.append(record) }
    }

    private func record(
        _ answer: ConsentRecord.Answer, of seat: Seat, way: ConsentRecord.Way = .answered,
        text: ConsentText? = nil
    ) -> ConsentRecord {
        ConsentRecord(
            hospital: context.hospital.id, appointment: context.appointment, room: context.room,
            person: seat.pass.person.id, participant: seat.participant, answer: answer, at: now,
            way: way, text: text)
    }

    // MARK: Files

    /// Nothing of this endpoint is written: nobody shall think so.
    func recordingInterrupted(_ endpoint: MediaEndpointID) async {
        guard isRecording, recording.interrupt(endpoint) else { return }
        tellRecordingState()
        await audit(.recordingInterrupted, nil, detail: recording.current?.id.rawValue)
    }

    func recordingOpened(_ endpoint: MediaEndpointID, path: String) async {
        if recording.endInterruption(of: endpoint) {
            tellRecordingState()
            await audit(.recordingResumed, nil, detail: recording.current?.id.rawValue)
        }
        guard let current = recording.current, let person = recording.participant(of: endpoint)
        else { return }
        let file = RecordedFile(
            id: .random(), hospital: context.hospital.id, appointment: context.appointment,
            recording: current.id, person: PersonID(rawValue: person.rawValue),
            participant: person, path: path, openedAt: now)
        recording.open(path, as: file.id)
        await attempt { try await context.stores.recordings.insert(file) }
    }

    func recordingClosed(path: String, _ contents: MediaFileContents) async {
        guard let file = recording.close(path) else { return }
        await attempt {
            try await context.stores.recordings.close(
                file, in: context.hospital.id,
                contents: RecordedFile.Contents(
                    byteCount: contents.byteCount, duration: contents.duration,
                    codecs: contents.codecs))
        }
    }
}
