import Clinic
import HTTPTypes
import Hummingbird
import Signaling

/// What an appointment's pages do with its call, and the call page itself.
struct CallRoutes: Sendable {
    let configuration: FrontConfiguration
    let services: FrontServices
    let pages: Pages
    let audit: RefusalAudit

    private typealias Enter =
        @Sendable (AppointmentID, Person, String) async throws -> CallEntry

    func add(to router: Router<FrontContext>) {
        let consultations = services.consultations
        let call = router.group("/appointments/:id/video-call")
        call.post("start") { request, context in
            try await enter(request, context: context) { id, person, source in
                try await consultations.start(id, by: person, source: source)
            }
        }
        call.post("join") { request, context in
            try await enter(request, context: context) { id, person, source in
                try await consultations.join(id, by: person, source: source)
            }
        }
        call.post("end") { request, context in try await end(request, context: context) }
        call.get("status") { _, context in try await status(context: context) }
        call.get { request, context in try await callPage(request, context: context) }
        router.post("/appointments/:id/chat/messages") { request, context in
            try await post(request, context: context)
        }
    }

    private func enter(
        _ request: Request, context: FrontContext, _ enter: Enter
    ) async throws -> Response {
        let id = appointment(of: context)
        let visitor = try await visitor(of: context, at: id)
        switch try await enter(id, visitor.person, context.origin.source) {
        case .entered(let ticket):
            let location =
                "/appointments/\(id)/video-call/?token=\(ticket.token.text)"
                + Self.rung(of: request)
            return .onward(to: location, for: request)
        case .refused(let reason):
            throw Self.refusal(for: reason)
        case .unavailable:
            throw Refusal.unavailable
        }
    }

    /// The one way that media may take, kept for the call page: support gives it to one person.
    private static func rung(of request: Request) -> String {
        let text = FormBody.fields(of: request.uri.query ?? "")["rung"]
        let rung = text.flatMap(MediaRung.init(rawValue:))
        return rung.map { "&rung=\($0.rawValue)" } ?? ""
    }

    private func end(_ request: Request, context: FrontContext) async throws -> Response {
        let id = appointment(of: context)
        let visitor = try await visitor(of: context, at: id)
        let reason = try await services.consultations.end(
            id, by: visitor.person, source: context.origin.source)
        if let reason { throw Self.refusal(for: reason) }
        return .onward(to: "/appointments/\(id)/chat/", for: request)
    }

    private func status(context: FrontContext) async throws -> Response {
        let id = appointment(of: context)
        let visitor = try await visitor(of: context, at: id)
        let report = try await services.consultations.status(
            of: id, by: visitor.person, source: context.origin.source)
        switch report {
        case .failure(let reason):
            throw Self.refusal(for: reason)
        case .success(let report):
            let mayEnter = report.appointment.role(of: visitor.person.id) != nil
            return .json(
                StatusView(
                    id: id, now: services.now(),
                    room: mayEnter ? report.appointment.call.room : nil,
                    isRecording: report.isRecording,
                    call: CallView(
                        report.appointment, isRecordingAllowed: report.isRecordingAllowed)))
        }
    }

    /// A token's first use binds it to this browser by a cookie; from then on the cookie alone
    /// opens the page, as after a reload.
    private func callPage(_ request: Request, context: FrontContext) async throws -> Response {
        let credentials = EntryCredentials(
            session: request.cookies[CallCookie.name]?.value,
            token: FormBody.fields(of: request.uri.query ?? "")["token"])
        let isStranger = context.visitor == nil
        let source = context.origin.source
        // Behind one address stands a whole hospital: who has good credentials comes in.
        let isMuted = isStranger && audit.limit.isReached(by: source, at: services.now())
        let verdict = try await services.consultations.openPage(
            of: appointment(of: context), with: credentials, signedIn: context.visitor?.person,
            source: source, isAudited: !isMuted)
        switch verdict {
        case .refused(let reason):
            if isMuted { throw Refusal.tooMany }
            // Written by the consultations; counted here, so that it has an end.
            if isStranger { audit.limit.note(source, at: services.now()) }
            throw isStranger && reason == .noCredentials ? .notSignedIn : Self.refusal(for: reason)
        case .allowed(let entry):
            var response =
                request.prefersJSON
                ? Response.json(CallPageView(room: entry.room, role: entry.role))
                : try await pages.response("/pages/call.html", to: nil)
            response.headers[.cacheControl] = "no-store"
            response.setCookie(
                CallCookie.cookie(
                    entry.session, lifetime: configuration.callLifetime,
                    isSecure: context.origin.isSecure))
            return response
        }
    }

    private struct Line: Decodable {
        let text: String
    }

    private func post(_ request: Request, context: FrontContext) async throws -> Response {
        let id = appointment(of: context)
        let visitor = try await visitor(of: context, at: id)
        let text =
            request.isForm ? context.form["text"] ?? "" : try await request.json(Line.self).text
        let entry = try await services.consultations.post(
            text, to: id, by: visitor.person, source: context.origin.source)
        switch entry {
        case .stored(let message):
            guard request.prefersJSON else { return .redirect("/appointments/\(id)/chat/") }
            return .json(["message": MessageView(message)], status: .created)
        case .unusable:
            throw Refusal.badRequest("A message has 1 to \(ChatText.characterLimit) characters.")
        case .refused(let reason):
            throw Self.refusal(for: reason)
        }
    }

    private func appointment(of context: FrontContext) -> AppointmentID {
        AppointmentID(rawValue: String(context.parameters.get("id") ?? ""))
    }

    private func visitor(
        of context: FrontContext, at id: AppointmentID
    ) async throws -> Visitor {
        if let visitor = context.visitor { return visitor }
        await audit.refused(
            AccessRefusal.notSignedIn.rawValue, appointment: id, context: context)
        throw Refusal.notSignedIn
    }

    static func refusal(for reason: AccessRefusal) -> Refusal {
        guard reason == .callNotRunning else { return .forbidden }
        return .conflict(
            "call_not_running", "There is no call now. Wait until the doctor starts it.")
    }

    /// The bearer of a dead link is told why; who may not enter is told nothing.
    private static func refusal(for reason: EntryRefusal) -> Refusal {
        switch reason {
        case .token(.expired), .token(.superseded):
            Refusal(
                .forbidden, code: "token_expired",
                text: "This link has expired. Open the appointment and join again.")
        case .token(.otherSession):
            Refusal(
                .forbidden, code: "token_in_use",
                text: "This link is in use in another browser. Open the appointment here and "
                    + "join again.")
        case .access(.callNotRunning):
            Refusal(
                .forbidden, code: "call_ended",
                text: "The call has ended. Open the appointment to see its conversation.")
        case .noCredentials, .token(.unknownToken), .token(.otherRoom), .access:
            .forbidden
        }
    }
}
