import Clinic
import Hummingbird
import Signaling

/// Guests of a running call, for its doctor.
struct GuestRoutes: Sendable {
    let services: FrontServices
    let audit: RefusalAudit

    func add(to router: Router<FrontContext>) {
        let guests = router.group("/appointments/:id/guests")
        guests.get { _, context in try await list(context: context) }
        guests.post { request, context in try await invite(request, context: context) }
        guests.post(":guest/link") { _, context in try await inviteAgain(context: context) }
    }

    private struct Named: Decodable {
        let name: String
    }

    private func list(context: FrontContext) async throws -> Response {
        let (id, doctor) = try await visit(context)
        let guests = try await services.consultations.guests(
            of: id, by: doctor, source: context.origin.source)
        switch guests {
        case .failure(let reason): throw CallRoutes.refusal(for: reason)
        case .success(let guests):
            return .json(
                GuestsView(
                    guests: guests.map { NameView(id: $0.id, name: $0.name) },
                    remaining: max(0, Appointment.guestLimit - guests.count)))
        }
    }

    private func invite(_ request: Request, context: FrontContext) async throws -> Response {
        let (id, doctor) = try await visit(context)
        let name = try await request.json(Named.self).name
        let invitation = try await services.consultations.invite(
            name, to: id, by: doctor, source: context.origin.source)
        return try answer(invitation, status: .created)
    }

    private func inviteAgain(context: FrontContext) async throws -> Response {
        let (id, doctor) = try await visit(context)
        let guest = PersonID(rawValue: String(context.parameters.get("guest") ?? ""))
        let invitation = try await services.consultations.inviteAgain(
            guest, to: id, by: doctor, source: context.origin.source)
        return try answer(invitation, status: .ok)
    }

    private func answer(
        _ invitation: GuestInvitation, status: HTTPResponse.Status
    ) throws -> Response {
        switch invitation {
        case .invited(let guest, let ticket):
            let location =
                "/appointments/\(ticket.appointment)/video-call/?token=\(ticket.token.text)"
            return .json(
                InvitationView(
                    guest: NameView(id: guest.id, name: guest.name), location: location),
                status: status)
        case .unusableName:
            throw Refusal.badRequest(
                "A name has 1 to \(ConsultationDirectory.guestNameLimit) characters.")
        case .full:
            throw Refusal.conflict(
                "too_many_guests",
                "An appointment has at most \(Appointment.guestLimit) guests.")
        case .unknownGuest: throw Refusal.forbidden
        case .refused(let reason): throw CallRoutes.refusal(for: reason)
        case .unavailable: throw Refusal.unavailable
        }
    }

    private func visit(_ context: FrontContext) async throws -> (AppointmentID, Person) {
        let id = AppointmentID(rawValue: String(context.parameters.get("id") ?? ""))
        if let visitor = context.visitor { return (id, visitor.person) }
        await audit.refused(
            AccessRefusal.notSignedIn.rawValue, appointment: id, context: context)
        throw Refusal.notSignedIn
    }
}

struct GuestsView: Encodable {
    let guests: [NameView]
    /// How many more may be invited.
    let remaining: Int
}

struct InvitationView: Encodable {
    let guest: NameView
    /// The guest's link, without the server's name; shown this once.
    let location: String
}
