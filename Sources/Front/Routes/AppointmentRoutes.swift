import Clinic
import Hummingbird

/// The list of appointments, and what is read of one's conversation.
struct AppointmentRoutes: Sendable {
    let services: FrontServices
    let pages: Pages
    let audit: RefusalAudit
    let door: AppointmentDoor

    static let appointmentLimit = 200
    static let messageLimit = 500

    func add(to router: Router<FrontContext>) {
        router.get("/appointments") { request, context in
            try await list(request, context: context)
        }
        router.get("/appointments/:id/chat") { request, context in
            try await conversation(request, context: context)
        }
        router.get("/appointments/:id/chat/messages") { request, context in
            try await messages(request, context: context)
        }
        router.get("/video-call/test-devices") { request, context in
            guard context.visitor != nil else { throw Refusal.notSignedIn }
            return try await pages.response("/pages/test-devices.html", to: request)
        }
    }

    private func list(_ request: Request, context: FrontContext) async throws -> Response {
        guard let visitor = context.visitor else { throw Refusal.notSignedIn }
        guard request.prefersJSON else {
            return try await pages.response("/pages/appointments.html", to: request)
        }
        let person = visitor.person
        let store = services.stores.appointments
        let appointments =
            person.role == .hospitalAdmin
            ? try await store.appointments(in: person.hospital, limit: Self.appointmentLimit)
            : try await store.appointments(
                of: person.id, in: person.hospital, limit: Self.appointmentLimit)
        let people = try await services.stores.people.people(
            Array(Set(appointments.flatMap { [$0.doctor, $0.patient] })), in: person.hospital)
        let scores =
            person.role == .hospitalAdmin
            ? try await services.stores.quality.scores(
                of: appointments.compactMap(\.call.room), in: person.hospital) : [:]
        return .json(
            AppointmentsView(
                appointments: appointments.map { appointment in
                    var view = view(of: appointment, people: people, for: visitor)
                    view.quality = appointment.call.room.flatMap { scores[$0] }.map {
                        QualityScore.word(for: $0)
                    }
                    return view
                }))
    }

    private func conversation(
        _ request: Request, context: FrontContext
    ) async throws -> Response {
        let opened = try await door.open(.chat, context: context)
        guard request.prefersJSON else {
            return try await pages.response("/pages/chat.html", to: request)
        }
        let appointment = opened.appointment
        let people = try await services.stores.people.people(
            [appointment.doctor, appointment.patient], in: appointment.hospital)
        let messages = try await services.stores.chat.latestMessages(
            of: appointment.id, in: appointment.hospital, limit: Self.messageLimit)
        return .json(
            ConversationView(
                appointment: view(of: appointment, people: people, for: opened.visitor),
                you: ParticipantView(
                    id: opened.person.id, name: opened.person.name, role: opened.role),
                messages: messages.map(MessageView.init)))
    }

    private func messages(_ request: Request, context: FrontContext) async throws -> Response {
        let opened = try await door.open(.chat, context: context)
        let after = FormBody.fields(of: request.uri.query ?? "")["after"]
        let messages = try await services.stores.chat.messages(
            of: opened.appointment.id, in: opened.appointment.hospital,
            after: after.map(ChatMessageID.init), limit: Self.messageLimit)
        return .json(MessagesView(messages: messages.map(MessageView.init)))
    }

    private func view(
        of appointment: Appointment, people: [PersonID: Person], for visitor: Visitor
    ) -> AppointmentView {
        let mayEnter = appointment.role(of: visitor.person.id) != nil
        return AppointmentView(
            id: appointment.id, startsAt: appointment.startsAt,
            doctor: NameView(
                id: appointment.doctor, name: people[appointment.doctor]?.name ?? ""),
            patient: NameView(
                id: appointment.patient, name: people[appointment.patient]?.name ?? ""),
            call: CallView(
                appointment,
                isRecordingAllowed: services.recordings != nil
                    && visitor.hospital.policies.allowsRecording(of: appointment)),
            room: mayEnter ? appointment.call.room : nil)
    }
}
