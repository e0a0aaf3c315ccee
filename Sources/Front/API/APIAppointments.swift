import Clinic
import HTTPTypes
import Hummingbird
import Signaling

/// Appointments and their calls.
enum APIAppointments {
    static let routes = [
        APIRoute("listAppointments", .get, "/appointments", .readAppointments, list),
        APIRoute("createAppointment", .post, "/appointments", .writeAppointments, create),
        APIRoute("getAppointment", .get, "/appointments/{id}", .readAppointments, read),
        APIRoute("changeAppointment", .patch, "/appointments/{id}", .writeAppointments, change),
        APIRoute("cancelAppointment", .delete, "/appointments/{id}", .writeAppointments, cancel),
        APIRoute("createLink", .post, "/appointments/{id}/links", .makeLinks, link),
        APIRoute("endCall", .post, "/appointments/{id}/end", .endCalls, end),
    ]

    private struct Draft: Decodable {
        let doctor: PersonID
        let patient: PersonID
        let startsAt: WallTime
        let isRecordingEnabled: Bool?
        let externalID: String?

        enum CodingKeys: String, CodingKey {
            case doctor, patient
            case startsAt = "starts_at"
            case isRecordingEnabled = "recording_enabled"
            case externalID = "external_id"
        }
    }

    private struct Change: Decodable {
        let startsAt: WallTime?
        let isRecordingEnabled: Bool?

        enum CodingKeys: String, CodingKey {
            case startsAt = "starts_at"
            case isRecordingEnabled = "recording_enabled"
        }
    }

    private struct LinkWish: Decodable {
        let person: PersonID?
        let role: Role?
    }

    private static func list(_ call: APICall) async throws -> Response {
        let limit = try call.limit
        let found = try await call.stores.appointments.appointments(
            in: try call.hospital, of: call.parameter("person").map(PersonID.init(rawValue:)),
            after: call.parameter("after").map(AppointmentID.init(rawValue:)), limit: limit + 1)
        let people = try await people(of: found, call)
        return .json(
            APIPage(found, limit: limit, name: \.id.rawValue) {
                APIAppointmentView(appointment: $0, people: people)
            })
    }

    private static func create(_ call: APICall) async throws -> Response {
        let wish = try await call.body(Draft.self)
        if let name = wish.externalID,
            name.isEmpty || name.utf8.count > AppointmentDraft.externalIDLimit
        {
            throw Refusal.badRequest(
                "external_id has 1 to \(AppointmentDraft.externalIDLimit) bytes.")
        }
        let draft = AppointmentDraft(
            doctor: wish.doctor, patient: wish.patient, startsAt: wish.startsAt,
            isRecordingEnabled: wish.isRecordingEnabled ?? false, externalID: wish.externalID)
        let entry = try await AppointmentBook(call.stores).add(
            draft, in: try call.hospital, by: call.origin, at: call.now)
        return try await response(to: entry, made: .created, call)
    }

    private static func read(_ call: APICall) async throws -> Response {
        let found = try await call.stores.appointments.appointment(
            call.appointment, in: try call.hospital)
        guard let found else { throw Refusal.unknown("appointment") }
        return try await response(with: found, call)
    }

    private static func change(_ call: APICall) async throws -> Response {
        let change = try await call.body(Change.self)
        let entry = try await AppointmentBook(call.stores).change(
            call.appointment, in: try call.hospital, startsAt: change.startsAt,
            isRecordingEnabled: change.isRecordingEnabled, by: call.origin, at: call.now)
        return try await response(to: entry, call)
    }

    private static func cancel(_ call: APICall) async throws -> Response {
        let entry = try await AppointmentBook(call.stores).cancel(
            call.appointment, in: try call.hospital, by: call.origin, at: call.now)
        return try await response(to: entry, call)
    }

    private static func link(_ call: APICall) async throws -> Response {
        let wish = try await call.body(LinkWish.self)
        let hospital = try call.hospital
        let found = try await call.stores.appointments.appointment(call.appointment, in: hospital)
        guard let found else { throw Refusal.unknown("appointment") }
        let person: PersonID
        switch (wish.person, wish.role) {
        case (let named?, nil): person = named
        case (nil, .doctor): person = found.doctor
        case (nil, .patient): person = found.patient
        default:
            throw Refusal.badRequest("Say person, or role: doctor or patient.")
        }
        let entry = try await call.services.consultations.link(
            for: person, in: found.id, of: hospital, by: call.origin)
        switch entry {
        case .entered(let ticket):
            let view = APILinkView(
                appointment: found.id, person: person, role: found.role(of: person) ?? .guest,
                room: ticket.room, token: ticket.token, base: call.base)
            return .json(view, status: .created)
        case .refused(let reason): throw refusal(for: reason)
        case .unavailable: throw Refusal.unavailable
        }
    }

    private static func end(_ call: APICall) async throws -> Response {
        let ended = try await call.services.consultations.end(
            call.appointment, of: try call.hospital, by: call.origin)
        guard let ended else { throw Refusal.unknown("appointment") }
        return try await response(with: ended, call)
    }

    // MARK: Inside

    private static func response(
        to entry: BookEntry, made: HTTPResponse.Status = .ok, _ call: APICall
    ) async throws -> Response {
        switch entry {
        case .made(let appointment): try await response(with: appointment, status: made, call)
        case .unchanged(let appointment): try await response(with: appointment, call)
        case .refused(let reason): throw refusal(for: reason)
        }
    }

    private static func response(
        with appointment: Appointment, status: HTTPResponse.Status = .ok, _ call: APICall
    ) async throws -> Response {
        let people = try await people(of: [appointment], call)
        return .json(
            APIAppointmentView(appointment: appointment, people: people), status: status)
    }

    private static func people(
        of appointments: [Appointment], _ call: APICall
    ) async throws -> [PersonID: Person] {
        try await call.stores.people.people(
            Array(Set(appointments.flatMap(\.people))), in: try call.hospital)
    }

    private static func refusal(for reason: BookRefusal) -> Refusal {
        let text =
            switch reason {
            case .unknownAppointment: "There is no such appointment here."
            case .unknownDoctor: "doctor names no doctor of this hospital who has access."
            case .unknownPatient: "patient names no patient of this hospital who has access."
            case .externalIDTaken: "Another appointment has this external_id."
            case .isCancelled: "The appointment is cancelled."
            case .callRunning: "The call is running: end it first."
            case .isPast: "The call is over: there is nothing to cancel."
            }
        return Refusal(
            reason == .unknownAppointment ? .notFound : .conflict, code: reason.rawValue,
            text: text)
    }

    private static func refusal(for reason: AccessRefusal) -> Refusal {
        switch reason {
        case .unknownAppointment: .unknown("appointment")
        case .callNotRunning:
            .conflict(reason.rawValue, "The call has not begun: make the doctor's link first.")
        case .appointmentCancelled: .conflict(reason.rawValue, "The appointment is cancelled.")
        default:
            .conflict(reason.rawValue, "This person is not of the appointment, or has no access.")
        }
    }
}

extension APICall {
    /// `https://host`, as the caller reached us.
    fileprivate var base: String {
        (context.origin.isSecure ? "https://" : "http://") + (request.head.authority ?? "")
    }
}
