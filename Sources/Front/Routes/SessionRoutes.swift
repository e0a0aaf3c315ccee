import Clinic
import HTTPTypes
import Hummingbird

/// Signing in and out, and who one is.
struct SessionRoutes: Sendable {
    let configuration: FrontConfiguration
    let services: FrontServices
    let pages: Pages
    let audit: RefusalAudit
    let desk: SignInDesk

    private struct Credentials: Decodable {
        let email: String
        let password: String
    }

    func add(to router: Router<FrontContext>) {
        router.get("/") { request, context in
            if context.visitor != nil { return Response.redirect("/appointments/") }
            return try await pages.response("/pages/sign-in.html", to: request)
        }
        router.get("/sign-in") { request, _ in
            try await pages.response("/pages/sign-in.html", to: request)
        }
        router.get("/session") { _, context in session(of: context) }
        router.post("/sign-in") { request, context in
            try await signIn(request, context: context)
        }
        router.post("/sign-out") { request, context in
            try await signOut(request, context: context)
        }
        if let demo = configuration.demo {
            router.get("/demo/:role") { _, context in
                try await enterDemo(demo, context: context)
            }
        }
    }

    private func session(of context: FrontContext) -> Response {
        let visitor = context.visitor
        return .json(
            SessionView(
                signedIn: visitor != nil, person: visitor.map { PersonView($0.person) },
                hospital: visitor.map { HospitalView(name: $0.hospital.name) },
                csrf: visitor?.csrf.text ?? "", demo: configuration.isDemo))
    }

    private func signIn(_ request: Request, context: FrontContext) async throws -> Response {
        let credentials = try await credentials(of: request, context: context)
        let verdict = try await desk.check(
            email: credentials.email, password: credentials.password,
            source: context.origin.source, at: services.now())
        switch verdict {
        case .accepted(let person):
            let next = FormBody.fields(of: request.uri.query ?? "")["next"] ?? context.form["next"]
            let target = next.flatMap { LocalPath.isLocal($0) ? $0 : nil } ?? "/appointments/"
            return try await begin(person, target: target, request: request, context: context)
        case .wrong:
            await audit.record(.signInFailed, context: context)
            throw Refusal(
                .unauthorized, code: "wrong_credentials",
                text: "Email or password is wrong. Check both and try again.")
        case .limited(let retryAfter):
            await audit.record(.signInLimited, context: context)
            throw Refusal(
                .tooManyRequests, code: "too_many_attempts",
                text: "Too many attempts. Wait some minutes, then try again.",
                retryAfter: retryAfter)
        case .busy:
            throw Refusal.unavailable
        }
    }

    private func credentials(
        of request: Request, context: FrontContext
    ) async throws -> Credentials {
        guard request.isForm else { return try await request.json(Credentials.self) }
        guard let email = context.form["email"], let password = context.form["password"] else {
            throw Refusal.badRequest("Email and password are needed.")
        }
        return Credentials(email: email, password: password)
    }

    /// A new session each time, so that a cookie planted before is worth nothing.
    private func begin(
        _ person: Person, target: String, request: Request, context: FrontContext
    ) async throws -> Response {
        if let visitor = context.visitor {
            try await services.stores.sessions.remove(visitor.secret.hash)
        }
        let (secret, session) = WebSession.begin(of: person, at: services.now())
        try await services.stores.sessions.insert(session)
        await audit.append(
            AuditEvent(
                .signedIn, in: person.hospital, by: person.id, source: context.origin.source,
                at: services.now()))
        var response = Response.onward(to: target, for: request)
        setCookies(secret, in: &response, isSecure: context.origin.isSecure)
        return response
    }

    private func signOut(_ request: Request, context: FrontContext) async throws -> Response {
        if let visitor = context.visitor {
            try await services.stores.sessions.remove(visitor.secret.hash)
            await audit.record(.signedOut, context: context)
        }
        var response = Response.onward(to: "/", for: request)
        response.setCookie(SessionCookie.gone(isSecure: context.origin.isSecure))
        response.setCookie(CallCookie.gone(isSecure: context.origin.isSecure))
        return response
    }

    private func enterDemo(_ demo: DemoDoors, context: FrontContext) async throws -> Response {
        guard
            let name = context.parameters.get("role"), let id = demo.people[name],
            let person = try await services.stores.people.person(id, in: demo.hospital)
        else { throw Refusal.notFound }
        let (secret, session) = WebSession.begin(of: person, at: services.now())
        try await services.stores.sessions.insert(session)
        await audit.append(
            AuditEvent(
                .signedIn, in: person.hospital, by: person.id, source: context.origin.source,
                detail: "demo", at: services.now()))
        let isOfTheRoom = person.role == .doctor || person.role == .patient
        var response = Response.redirect(
            isOfTheRoom ? "/appointments/\(demo.appointment)/chat/" : "/appointments/")
        setCookies(secret, in: &response, isSecure: context.origin.isSecure)
        return response
    }

    /// A call that the browser was in as somebody else is none of the new person's.
    private func setCookies(
        _ secret: BearerSecret, in response: inout Response, isSecure: Bool
    ) {
        response.setCookie(SessionCookie.cookie(secret, isSecure: isSecure))
        response.setCookie(CallCookie.gone(isSecure: isSecure))
    }
}
