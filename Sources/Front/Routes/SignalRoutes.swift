import Clinic
import HTTPTypes
import Hummingbird
import ServiceLifecycle
import Signaling

/// Signaling over plain HTTPS, for networks whose proxies break WebSockets: a POST sends messages,
/// a GET waits for some. PROTOCOL.md, "Over HTTPS".
struct SignalRoutes: Sendable {
    let configuration: FrontConfiguration
    let services: FrontServices
    let audit: RefusalAudit

    func add(to router: Router<FrontContext>) {
        let signal = router.group("/appointments/:id/video-call/signal")
        signal.post { request, context in try await post(request, context: context) }
        signal.get { request, context in
            do {
                return try await poll(request, context: context)
            } catch let refusal as Refusal {
                return .refused(refusal)  // Nobody looks at it: never a page.
            }
        }
    }

    /// What a request names, once it was let in.
    private struct Call {
        let session: String
        let seen: UInt64?
        let grounds: Grounds
    }

    private enum Grounds {
        case pass(EntryPass, isTokenUsed: Bool)
        /// The call is over, and its token dead; the session's last messages may be read.
        case closed(NumberedSession)
    }

    // MARK: Methods

    private func post(_ request: Request, context: FrontContext) async throws -> Response {
        let call = try await enter(request, context: context)
        let body = try await request.body.collect(upTo: configuration.limits.bodyBytes)
        guard let messages = MessageBatch.split(Array(body.readableBytesView)) else {
            throw Refusal.badRequest("The body is not a message or an array of them.")
        }
        switch call.grounds {
        case .closed(let session):
            return .json(text: PostAnswer(seen: session.performed).json)
        case .pass(let pass, let isTokenUsed):
            let session = try await session(of: call, pass, receiving: messages.first ?? [])
            if let seen = call.seen { session.confirm(seen) }
            taking: for message in messages {
                switch await session.receive(message) {
                case .taken: continue
                case .dropped: throw Refusal.tooFast
                case .outOfStep: break taking
                }
            }
            let resume = isTokenUsed ? pass.resumeKey?.text : nil
            return .json(text: PostAnswer(seen: session.performed, resume: resume).json)
        }
    }

    private func session(
        of call: Call, _ pass: EntryPass, receiving message: [UInt8]
    ) async throws -> NumberedSession {
        guard
            let session = try await services.consultations.session(
                call.session, of: pass, receiving: message)
        else { throw Refusal.unknownSession }
        return session
    }

    private func poll(_ request: Request, context: FrontContext) async throws -> Response {
        guard request.method == .get else { throw Refusal.notFound }  // HEAD reads nothing.
        let call = try await enter(request, context: context)
        let session: NumberedSession?
        switch call.grounds {
        case .closed(let closed): session = closed
        case .pass(let pass, _):
            session = try await services.consultations.session(
                call.session, of: pass, opensNew: false)
        }
        guard let session else { throw Refusal.unknownSession }
        guard await session.isPollWithinRate() else { throw Refusal.tooFast }
        let limit = configuration.limits.poll
        let answer = await cancelWhenGracefulShutdown {
            await session.poll(behind: call.seen, waiting: limit)
        }
        guard let answer else { throw Refusal.unknownSession }
        return .json(text: answer.json)
    }

    // MARK: The door

    private func enter(_ request: Request, context: FrontContext) async throws -> Call {
        let query = FormBody.fields(of: request.uri.query ?? "")
        let name = query["session"] ?? ""
        guard ConsultationDirectory.isSessionName(name) else {
            throw Refusal.badRequest("A session's name has at most 64 letters and digits.")
        }
        let seen = try query["seen"].map { text in
            guard let seen = UInt64(text), seen < 1 << 53 else {
                throw Refusal.badRequest("'seen' is the number of a message.")
            }
            return seen
        }
        let credentials = EntryCredentials(
            session: request.cookies[CallCookie.name]?.value, token: query["token"],
            resume: query["resume"])
        let approach = SignalingDoor.Approach(
            room: try await room(query["room"], context: context), credentials: credentials,
            visitor: context.visitor?.person, source: context.origin.source,
            host: request.head.authority,
            isOfOurs: configuration.origins.accept(request, context: context))
        if approach.isOfOurs, let room = approach.room,
            let closed = await services.consultations.closedSession(
                name, in: room, with: credentials)
        {
            return Call(session: name, seen: seen, grounds: .closed(closed))
        }
        let door = SignalingDoor(services: services, audit: audit)
        let pass = try await door.enter(approach)
        guard pass.appointment == appointment(of: context) else {
            throw await door.refused("other_appointment", approach)
        }
        let isTokenUsed = credentials.token != nil && credentials.resume == nil
        return Call(
            session: name, seen: seen, grounds: .pass(pass, isTokenUsed: isTokenUsed))
    }

    /// The room that the query names, else the one of the appointment's call.
    private func room(_ name: String?, context: FrontContext) async throws -> CallRoomID? {
        if let name {
            return UUIDText.isWellFormed(name) ? CallRoomID(rawValue: name.lowercased()) : nil
        }
        guard let visitor = context.visitor else { return nil }
        return try await services.stores.appointments.appointment(
            appointment(of: context), in: visitor.person.hospital)?.call.room
    }

    private func appointment(of context: FrontContext) -> AppointmentID {
        AppointmentID(rawValue: String(context.parameters.get("id") ?? ""))
    }
}

extension Refusal {
    fileprivate static let unknownSession = Refusal(
        .conflict, code: "unknown_session", text: "This session is over. Join the call again.")
    fileprivate static let tooFast = Refusal(
        .tooManyRequests, code: "rate_limited", text: "Too many messages at once.",
        retryAfter: .seconds(1))
}
