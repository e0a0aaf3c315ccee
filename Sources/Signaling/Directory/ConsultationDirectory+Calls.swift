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
            let change = CallChange.start(room: .random())
            let transition = try await stores.appointments.apply(
                change, to: id, in: person.hospital, at: now)
            guard let call = transition.call else { return .refused(.callNotRunning) }
            var started = appointment
            started.call = call
            if case .moved = transition {
                _ = try await stores.tokens.supersedeAll(of: id, in: person.hospital, at: now)
                try await audit(event(.callStarted, id, person, source))
            }
            return try await ticket(for: person, in: started, source)
        }
    }

    /// Patient or guest asks for a way into the running call.
    package func join(
        _ id: AppointmentID, by person: Person, source: String?
    ) async throws -> CallEntry {
        switch try await checked(id, person, .joinCall, source) {
        case .failure(let refusal): .refused(refusal)
        case .success(let appointment): try await ticket(for: person, in: appointment, source)
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
            guard appointment.call.isRunning else { return nil }
            let isDoctor = appointment.role(of: person.id) == .doctor
            let reason: CallState.EndReason = isDoctor ? .endedByDoctor : .endedByPatient
            if let room = appointment.call.room, let consultation = consultations[room] {
                await consultation.end(reason, by: Originator(person: person.id, source: source))
                consultations[room] = nil
                return nil
            }
            _ = try await stores.appointments.apply(.end, to: id, in: person.hospital, at: now)
            _ = try await stores.tokens.supersedeAll(of: id, in: person.hospital, at: now)
            try await audit(event(.callEnded, id, person, source, detail: reason.rawValue))
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
                    isRecordingAllowed: policies.allowsRecording(of: appointment),
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

    /// A new token, the end of the older ones, and a room to come into.
    private func ticket(
        for person: Person, in appointment: Appointment, _ source: String?
    ) async throws -> CallEntry {
        guard let consultation = try await consultation(of: appointment) else {
            return .unavailable
        }
        guard
            let (secret, token) = JoinToken.mint(
                for: person.id, in: appointment, at: now,
                lifetime: configuration.limits.tokenLifetime)
        else { return .refused(.callNotRunning) }
        let dead = try await stores.tokens.mint(token)
        try await audit(event(.tokenMinted, appointment.id, person, source))
        await consultation.supersede(dead)
        return .entered(
            CallTicket(appointment: appointment.id, room: token.room, token: secret))
    }

    /// The appointment, if `person` may do `action`; a refusal is audited.
    private func checked(
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

    private func event(
        _ kind: AuditKind, _ id: AppointmentID, _ person: Person, _ source: String?,
        detail: String? = nil
    ) -> AuditEvent {
        AuditEvent(
            kind, in: person.hospital, by: person.id, appointment: id, source: source,
            detail: detail, at: now)
    }
}
