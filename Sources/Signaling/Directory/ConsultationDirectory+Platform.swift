import Clinic

/// What a platform does with calls in the name of a hospital's people; its key was checked before.
extension ConsultationDirectory {
    /// A link for one person of the appointment. The doctor's starts the call, or leads back into
    /// the running one; the others' need a running call. An older link of the person dies.
    package func link(
        for person: PersonID, in id: AppointmentID, of hospital: HospitalID,
        by origin: AuditOrigin
    ) async throws -> CallEntry {
        guard
            let appointment = try await stores.appointments.appointment(id, in: hospital)
        else { return .refused(.unknownAppointment) }
        guard !appointment.isCancelled else { return .refused(.appointmentCancelled) }
        guard let role = appointment.role(of: person),
            let bearer = try await stores.people.person(person, in: hospital),
            !bearer.isDisabled
        else { return .refused(.notOfThisAppointment) }
        if role == .doctor { return try await start(appointment, for: bearer, by: origin) }
        guard appointment.call.isRunning else { return .refused(.callNotRunning) }
        return try await ticket(for: bearer, in: appointment, by: origin)
    }

    /// Ends the appointment's call; one that does not run stays as it is.
    ///
    /// - Returns: the appointment afterwards; `nil` when there is none of this name.
    package func end(
        _ id: AppointmentID, of hospital: HospitalID, by origin: AuditOrigin
    ) async throws -> Appointment? {
        guard
            let appointment = try await stores.appointments.appointment(id, in: hospital)
        else { return nil }
        try await end(appointment, .endedByHospital, by: origin)
        return try await stores.appointments.appointment(id, in: hospital)
    }
}
