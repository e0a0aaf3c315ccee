import Clinic
import HTTPTypes
import Hummingbird
import Signaling

/// The connection report: it is stored, and found again by its code.
///
/// | path below `/video-call/connection-report` | who | does |
/// |---|---|---|
/// | `GET /` | signed in | the page on which a code is typed |
/// | `GET /setup` | anyone | the ways to try, and what the server sees of who asks |
/// | `GET /hold?ms=N` | anyone | answers after N milliseconds, as a long poll does |
/// | `POST /probe` | anyone | opens a probe: its name and TURN credentials |
/// | `POST /probe/{id}` | who knows it | takes the probe's offer, gives the answer |
/// | `DELETE /probe/{id}` | who knows it | ends it before its 30 s are over |
/// | `POST /` | anyone | stores a report, gives its code |
/// | `GET /{code}` | staff, and who made it | the report |
///
/// What anyone may do is counted by source, for there `aorta check` works without an account.
struct ReportRoutes: Sendable {
    static let path = "/video-call/connection-report"

    let services: FrontServices
    let report: ReportServices
    let pages: Pages
    /// Of the TLS doors.
    let identity: TLSIdentity?
    let audit: RefusalAudit
    let writer = ReportWriter()

    func add(to router: Router<FrontContext>) {
        let group = router.group(RouterPath(Self.path))
        group.get { request, context in
            guard context.visitor != nil else { throw Refusal.notSignedIn }
            return try await pages.response("/pages/connection-report.html", to: request)
        }
        group.post { request, context in try await store(request, context: context) }
        group.get(":code") { request, context in try await open(request, context: context) }
        ReportTestRoutes(services: services, report: report, identity: identity)
            .add(to: router)
    }

    private func store(_ request: Request, context: FrontContext) async throws -> Response {
        guard writer.mayWrite(context.holder, at: services.now()) else { throw Refusal.tooMany }
        let draft = try await request.json(ReportDraft.self)
        let contents = draft.contents(
            ways: report.ways(for: request, context: context),
            software: request.headers[.userAgent] ?? "",
            seen: SeenByServer(request, context: context))
        guard !contents.lines.isEmpty else {
            throw Refusal.badRequest("A report says of one way at least what came of it.")
        }
        let person = context.visitor?.person
        let stored = try await writer.write(contents, of: person, in: services)
        await audit.record(.reportStored, detail: stored.code.description, context: context)
        return .json(ReportView(stored), status: .created)
    }

    private func open(_ request: Request, context: FrontContext) async throws -> Response {
        guard let visitor = context.visitor else {
            await audit.refused(AccessRefusal.notSignedIn.rawValue, context: context)
            throw Refusal.notSignedIn
        }
        let code = ReportCode(text: String(context.parameters.get("code") ?? ""))
        var found: ConnectionReport?
        if let code { found = try await services.stores.reports.report(code) }
        guard let found, found.isOpen(to: visitor.person) else {
            await audit.refused("unknown_report", context: context)
            throw Refusal.forbidden
        }
        guard request.prefersJSON else {
            return try await pages.response("/pages/connection-report.html", to: request)
        }
        await audit.record(.reportOpened, detail: found.code.description, context: context)
        return .json(ReportView(found))
    }
}

/// Gives reports their codes, so many a source.
struct ReportWriter: Sendable {
    private let limit = AttemptLimit(perSource: 12, inAll: 120)
    /// Two reports have drawn the same code so often that it is no chance.
    private static let attemptLimit = 4

    func mayWrite(_ source: String, at now: WallTime) -> Bool { limit.allows(source, at: now) }

    func write(
        _ contents: ReportContents, of person: Person?, in services: FrontServices
    ) async throws -> ConnectionReport {
        for _ in 0..<Self.attemptLimit {
            let report = ConnectionReport(
                code: .random(), hospital: person?.hospital, person: person?.id,
                createdAt: services.now(), contents: contents)
            do {
                try await services.stores.reports.insert(report)
                return report
            } catch StoreError.conflict {
                continue
            }
        }
        throw Refusal.unavailable
    }
}
