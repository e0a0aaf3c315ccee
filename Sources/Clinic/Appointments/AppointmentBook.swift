/// Makes, changes and cancels appointments: what the API and the command line do with them. Every
/// change is in the audit log when it returns.
package struct AppointmentBook: Sendable {
    private let stores: ClinicStores

    package init(_ stores: ClinicStores) {
        self.stores = stores
    }

    /// Makes an appointment, or finds the one that was made of the same draft under the same
    /// external name.
    package func add(
        _ draft: AppointmentDraft, in hospital: HospitalID, by origin: AuditOrigin,
        at now: WallTime
    ) async throws -> BookEntry {
        let people = try await stores.people.people([draft.doctor, draft.patient], in: hospital)
        guard let doctor = people[draft.doctor], doctor.role == .doctor, !doctor.isDisabled
        else { return .refused(.unknownDoctor) }
        guard let patient = people[draft.patient], patient.role == .patient, !patient.isDisabled
        else { return .refused(.unknownPatient) }
        if let known = try await known(draft, in: hospital) { return known }
        let appointment = Appointment(
            id: .random(), hospital: hospital, doctor: draft.doctor, patient: draft.patient,
            startsAt: draft.startsAt, isRecordingEnabled: draft.isRecordingEnabled,
            externalID: draft.externalID)
        do {
            try await stores.appointments.insert(appointment)
        } catch StoreError.conflict {
            // Asked for twice at the same time.
            guard let known = try await known(draft, in: hospital) else {
                throw StoreError.conflict
            }
            return known
        }
        try await audit(.appointmentCreated, appointment, origin, now)
        return .made(appointment)
    }

    /// Moves an appointment, or changes whether it may be recorded. `nil` leaves a field as it is;
    /// a call that is running goes on by what it began with.
    package func change(
        _ id: AppointmentID, in hospital: HospitalID, startsAt: WallTime?,
        isRecordingEnabled: Bool?, by origin: AuditOrigin, at now: WallTime
    ) async throws -> BookEntry {
        guard let before = try await stores.appointments.appointment(id, in: hospital)
        else { return .refused(.unknownAppointment) }
        guard !before.isCancelled else { return .refused(.isCancelled) }
        guard
            startsAt.map({ $0 != before.startsAt }) ?? false
                || isRecordingEnabled.map({ $0 != before.isRecordingEnabled }) ?? false
        else { return .unchanged(before) }
        let appointment = try await stores.appointments.update(
            id, in: hospital, startsAt: startsAt, isRecordingEnabled: isRecordingEnabled)
        guard let appointment else { return .refused(.isCancelled) }
        try await audit(.appointmentChanged, appointment, origin, now)
        return .made(appointment)
    }

    /// Cancels an appointment whose call is not running: no call of it can be started any more.
    package func cancel(
        _ id: AppointmentID, in hospital: HospitalID, by origin: AuditOrigin, at now: WallTime
    ) async throws -> BookEntry {
        guard let appointment = try await stores.appointments.appointment(id, in: hospital)
        else { return .refused(.unknownAppointment) }
        guard !appointment.isCancelled else { return .unchanged(appointment) }
        guard appointment.call.status != .ended else { return .refused(.isPast) }
        guard try await stores.appointments.cancel(id, in: hospital, at: now) else {
            return .refused(.callRunning)
        }
        try await audit(.appointmentCancelled, appointment, origin, now)
        var cancelled = appointment
        cancelled.cancelledAt = now
        return .made(cancelled)
    }

    private func known(
        _ draft: AppointmentDraft, in hospital: HospitalID
    ) async throws -> BookEntry? {
        guard let name = draft.externalID,
            let known = try await stores.appointments.appointment(
                externalID: name, in: hospital)
        else { return nil }
        return draft.describes(known) ? .unchanged(known) : .refused(.externalIDTaken)
    }

    private func audit(
        _ kind: AuditKind, _ appointment: Appointment, _ origin: AuditOrigin, _ now: WallTime
    ) async throws {
        _ = try await stores.audit.append(
            origin.event(kind, in: appointment.hospital, appointment: appointment.id, at: now))
    }
}
