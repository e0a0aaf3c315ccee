import Clinic
import Hummingbird

/// The one place where a signed-in person's wish meets an appointment's rules.
struct AppointmentDoor: Sendable {
    let services: FrontServices
    let audit: RefusalAudit

    /// What a route needs of an appointment, once the wish was granted.
    struct Opened: Sendable {
        let appointment: Appointment
        let visitor: Visitor
        /// What the visitor is in this appointment; `hospital_admin` for administrators.
        let role: Role

        var person: Person { visitor.person }
    }

    /// The appointment named by the path's `id`, if the visitor may do `action` with it.
    ///
    /// - Throws: ``Refusal``: 401 for strangers, 403 for everybody else who may not, in the same
    ///   words whether it exists or not; each with an audit event. 409 where only the call's
    ///   state is in the way.
    func open(_ action: AppointmentAction, context: FrontContext) async throws -> Opened {
        let id = AppointmentID(rawValue: String(context.parameters.get("id") ?? ""))
        return try await open(action, of: id, context: context)
    }

    /// The same for an appointment that something else led to.
    func open(
        _ action: AppointmentAction, of id: AppointmentID, context: FrontContext
    ) async throws -> Opened {
        guard let visitor = context.visitor else {
            await audit.refused(
                AccessRefusal.notSignedIn.rawValue, appointment: id, context: context)
            throw Refusal.notSignedIn
        }
        guard
            let appointment = try await services.stores.appointments.appointment(
                id, in: visitor.person.hospital)
        else {
            await audit.refused(
                AccessRefusal.unknownAppointment.rawValue, appointment: id, context: context)
            throw Refusal.forbidden
        }
        switch appointment.access(
            of: visitor.person, to: action, policies: visitor.hospital.policies)
        {
        case .allowed:
            let role = appointment.role(of: visitor.person.id) ?? visitor.person.role
            return Opened(appointment: appointment, visitor: visitor, role: role)
        case .refused(.callNotRunning):
            throw Refusal.conflict(
                "call_not_started", "The doctor has not started the call yet. Wait a moment.")
        case .refused(let reason):
            await audit.refused(
                "\(action.rawValue): \(reason.rawValue)", appointment: id, context: context)
            throw Refusal.forbidden
        }
    }
}
