import Clinic

/// Guests: an interpreter, a relative, a second doctor, each with a link of his own.
extension ConsultationDirectory {
    /// Characters of a guest's name.
    package static let guestNameLimit = 80

    /// The doctor invites somebody who needs no account to the running call.
    ///
    /// - Parameter name: unchecked; the others will see it.
    package func invite(
        _ name: String, to id: AppointmentID, by doctor: Person, source: String?
    ) async throws -> GuestInvitation {
        guard let name = Self.guestName(name) else { return .unusableName }
        switch try await checked(id, doctor, .inviteGuest, source) {
        case .failure(let refusal):
            return .refused(refusal)
        case .success(var appointment):
            let guest = Person(
                id: .random(), hospital: doctor.hospital, role: .guest, name: name, email: nil)
            guard try await stores.appointments.invite(guest, to: id, in: doctor.hospital)
            else { return .full }
            appointment.guests.append(guest.id)
            return try await link(for: guest, in: appointment, by: doctor, source)
        }
    }

    /// A new link for a guest, in place of the one before, which is dead from now on.
    package func inviteAgain(
        _ guest: PersonID, to id: AppointmentID, by doctor: Person, source: String?
    ) async throws -> GuestInvitation {
        switch try await checked(id, doctor, .inviteGuest, source) {
        case .failure(let refusal):
            return .refused(refusal)
        case .success(let appointment):
            guard appointment.guests.contains(guest),
                let person = try await stores.people.person(guest, in: doctor.hospital)
            else { return .unknownGuest }
            return try await link(for: person, in: appointment, by: doctor, source)
        }
    }

    /// Those whom the doctor has invited, in that order.
    package func guests(
        of id: AppointmentID, by doctor: Person, source: String?
    ) async throws -> Result<[Person], AccessRefusal> {
        switch try await checked(id, doctor, .inviteGuest, source) {
        case .failure(let refusal):
            return .failure(refusal)
        case .success(let appointment):
            let people = try await stores.people.people(
                appointment.guests, in: doctor.hospital)
            return .success(appointment.guests.compactMap { people[$0] })
        }
    }

    // MARK: Inside

    private func link(
        for guest: Person, in appointment: Appointment, by doctor: Person, _ source: String?
    ) async throws -> GuestInvitation {
        try await audit(
            event(.guestInvited, appointment.id, doctor, source, detail: guest.id.rawValue))
        let origin = AuditOrigin(actor: doctor.id, source: source)
        return switch try await ticket(for: guest, in: appointment, by: origin) {
        case .entered(let ticket): .invited(guest, ticket)
        case .refused(let refusal): .refused(refusal)
        case .unavailable: .unavailable
        }
    }

    private static func guestName(_ name: String) -> String? {
        guard case .accepted(let checked) = ChatText.checked(name),
            checked.text.count <= guestNameLimit
        else { return nil }
        return checked.text.replacing("\n", with: " ")
    }
}
