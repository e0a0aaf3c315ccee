import Clinic

/// What the pages of an appointment do with its call.
extension ConsultationDirectory {
    /// The doctor starts the call, or comes back to the running one.
    ///
    /// - Parameters:
    ///   - person: who is signed in.
    ///   - source: his address, without its port, for the audit.
    package func start(
        _ id: AppointmentID, by person: Person, source: String?
    ) async throws -> CallEntry {
        switch try await checked(id, person, .startCall, source) {
        case .failure(let refusal):
            return .refused(refusal)
        case .success(let appointment):
            return try await start(appointment, for: person, by: person.origin(from: source))
        }
    }

    /// Patient or guest asks for a way into the running call.
    package func join(
        _ id: AppointmentID, by person: Person, source: String?
    ) async throws -> CallEntry {
        switch try await checked(id, person, .joinCall, source) {
        case .failure(let refusal): .refused(refusal)
        case .success(let appointment):
            try await ticket(for: person, in: appointment, by: person.origin(from: source))
        }
    }

    /// Doctor or patient ends the call; one that has ended stays so.
    ///
    /// - Returns: the refusal, where there is one.
    package func end(
        _ id: AppointmentID, by person: Person, source: String?
    ) async throws -> AccessRefusal? {
        switch try await checked(id, person, .endCall, source) {
        case .failure(let refusal):
            return refusal
        case .success(let appointment):
            let isDoctor = appointment.role(of: person.id) == .doctor
            try await end(
                appointment, isDoctor ? .endedByDoctor : .endedByPatient,
                by: person.origin(from: source))
            return nil
        }
    }

    /// The call's state, for those who may see it, a hospital's administrator among them.
    package func status(
        of id: AppointmentID, by person: Person, source: String?
    ) async throws -> Result<CallReport, AccessRefusal> {
        switch try await checked(id, person, .viewStatus, source) {
        case .failure(let refusal):
            return .failure(refusal)
        case .success(let appointment):
            let policies = try await policies(person.hospital)
            var isRecording = false
            if let room = appointment.call.room, let consultation = consultations[room] {
                isRecording = await consultation.isRecording
            }
            return .success(
                CallReport(
                    appointment: appointment,
                    isRecordingAllowed: configuration.allowsRecording
                        && policies.allowsRecording(of: appointment),
                    isRecording: isRecording))
        }
    }

    /// Writes a line into the appointment's conversation, and shows it in its call.
    ///
    /// - Parameter text: unchecked.
    package func post(
        _ text: String, to id: AppointmentID, by person: Person, source: String?
    ) async throws -> ChatEntry {
        guard case .accepted(let checkedText) = ChatText.checked(text) else { return .unusable }
        switch try await checked(id, person, .chat, source) {
        case .failure(let refusal):
            return .refused(refusal)
        case .success(let appointment):
            let message = ChatMessage(
                id: .random(), hospital: person.hospital, appointment: id, sender: person.id,
                senderName: person.name,
                senderRole: appointment.role(of: person.id) ?? person.role,
                text: checkedText.text, sentAt: now)
            try await stores.chat.append(message)
            try await audit(event(.chatStored, id, person, source, detail: message.id.rawValue))
            if let room = appointment.call.room, let consultation = consultations[room] {
                await consultation.deliver(message)
            }
            return .stored(message)
        }
    }

    // MARK: Inside

    /// Starts the call, unless it runs, and makes the doctor's way in.
    func start(
        _ appointment: Appointment, for doctor: Person, by origin: AuditOrigin
    ) async throws -> CallEntry {
        let id = appointment.id
        let transition = try await stores.appointments.apply(
            .start(room: .random()), to: id, in: appointment.hospital, at: now)
        guard let call = transition.call else { return .refused(.callNotRunning) }
        var started = appointment
        started.call = call
        if case .moved = transition {
            _ = try await stores.tokens.supersedeAll(of: id, in: appointment.hospital, at: now)
            try await audit(
                origin.event(.callStarted, in: appointment.hospital, appointment: id, at: now))
        }
        return try await ticket(for: doctor, in: started, by: origin)
    }

    /// A new token, the end of the older ones, and a room to come into.
    ///
    /// - Parameter origin: who asks; the event names `person` where that is somebody else.
    func ticket(
        for person: Person, in appointment: Appointment, by origin: AuditOrigin
    ) async throws -> CallEntry {
        guard !person.isDisabled else { return .refused(.notOfThisAppointment) }
        guard let consultation = try await consultation(of: appointment) else {
            return .unavailable
        }
        guard
            let (secret, token) = JoinToken.mint(
                for: person.id, in: appointment, at: now,
                lifetime: configuration.limits.tokenLifetime)
        else { return .refused(.callNotRunning) }
        let dead = try await stores.tokens.mint(token)
        try await audit(
            origin.event(
                .tokenMinted, in: appointment.hospital, appointment: appointment.id,
                detail: origin.actor == person.id ? nil : person.id.rawValue, at: now))
        await consultation.supersede(dead)
        return .entered(
            CallTicket(appointment: appointment.id, room: token.room, token: secret))
    }

    /// Ends the call if it runs, with its consultation where that is live.
    func end(
        _ appointment: Appointment, _ reason: CallState.EndReason, by origin: AuditOrigin
    ) async throws {
        let id = appointment.id
        guard appointment.call.isRunning else { return }
        if let room = appointment.call.room, let consultation = consultations[room] {
            await consultation.end(
                reason, by: origin.actor.map { Originator(person: $0, source: origin.source) })
            consultations[room] = nil
            return
        }
        _ = try await stores.appointments.apply(.end, to: id, in: appointment.hospital, at: now)
        _ = try await stores.tokens.supersedeAll(of: id, in: appointment.hospital, at: now)
        try await audit(
            origin.event(
                .callEnded, in: appointment.hospital, appointment: id, detail: reason.rawValue,
                at: now))
    }

    /// The appointment, if `person` may do `action`; a refusal is audited.
    func checked(
        _ id: AppointmentID, _ person: Person, _ action: AppointmentAction, _ source: String?
    ) async throws -> Result<Appointment, AccessRefusal> {
        guard let appointment = try await stores.appointments.appointment(id, in: person.hospital)
        else { return .failure(try await refuse(.unknownAppointment, id, person, source)) }
        let policies = try await policies(person.hospital)
        switch appointment.access(of: person, to: action, policies: policies) {
        case .allowed: return .success(appointment)
        case .refused(let refusal):
            return .failure(try await refuse(refusal, id, person, source))
        }
    }

    private func refuse(
        _ refusal: AccessRefusal, _ id: AppointmentID, _ person: Person, _ source: String?
    ) async throws -> AccessRefusal {
        try await audit(event(.accessRefused, id, person, source, detail: refusal.rawValue))
        return refusal
    }

    func policies(_ hospital: HospitalID) async throws -> HospitalPolicies {
        try await stores.hospitals.hospital(hospital)?.policies ?? HospitalPolicies()
    }

    func event(
        _ kind: AuditKind, _ id: AppointmentID, _ person: Person, _ source: String?,
        detail: String? = nil
    ) -> AuditEvent {
        AuditEvent(
            kind, in: person.hospital, by: person.id, appointment: id, source: source,
            detail: detail, at: now)
    }
}

extension Person {
    fileprivate func origin(from source: String?) -> AuditOrigin {
        AuditOrigin(actor: id, source: source)
    }
}
