import Clinic
import HTTPTypes
import Hummingbird
import Signaling

/// What the ways to this server are tried with.
struct ReportTestRoutes: Sendable {
    let services: FrontServices
    let report: ReportServices
    /// Of the TLS doors.
    let identity: TLSIdentity?
    private let desk: ProbeDesk
    /// Attempts of one source: a report tries ten ways.
    private let attempts = AttemptLimit(perSource: 120, inAll: 4_000)
    private let held = SourceLimit(maximumConnections: 64, maximumPerSource: 4)

    /// How long an answer may be held back, in milliseconds: less than a request may take.
    private static let holdLimit = 15_000

    init(services: FrontServices, report: ReportServices, identity: TLSIdentity?) {
        self.services = services
        self.identity = identity
        self.report = report
        desk = ProbeDesk(media: report.media)
    }

    func add(to router: Router<FrontContext>) {
        let group = router.group(RouterPath(ReportRoutes.path))
        group.get("setup") { request, context in setup(request, context: context) }
        group.get("hold") { request, context in try await hold(request, context: context) }
        group.post("probe") { request, context in try await open(request, context: context) }
        group.post("probe/:id") { request, context in
            try await answer(request, context: context)
        }
        group.delete("probe/:id") { _, context in
            await desk.close(String(context.parameters.get("id") ?? ""))
            return Response(status: .noContent)
        }
    }

    private func setup(_ request: Request, context: FrontContext) -> Response {
        let connection = context.connection
        return .json(
            ReportSetupView(
                ways: report.ways(for: request, context: context).map(WayView.init),
                seen: SeenView(SeenByServer(request, context: context)),
                software: ReportDraft.plain(request.headers[.userAgent] ?? ""),
                certificate: context.isDirect && connection.clientHello != nil
                    ? identity?.fingerprint : nil))
    }

    private func hold(_ request: Request, context: FrontContext) async throws -> Response {
        let query = FormBody.fields(of: request.uri.query ?? "")
        let wanted = query["ms"].flatMap { Int($0) } ?? 0
        let milliseconds = min(max(wanted, 0), Self.holdLimit)
        let holder = context.holder
        guard held.enter(holder) else { throw Refusal.tooMany }
        defer { held.leave(holder) }
        try await Task.sleep(for: .milliseconds(milliseconds))
        return .json(["held": milliseconds])
    }

    private func open(_ request: Request, context: FrontContext) async throws -> Response {
        let holder = context.holder
        guard attempts.allows(holder, at: services.now()) else { throw Refusal.tooMany }
        do throws(ProbeDesk.Failure) {
            let id = try await desk.open(for: holder, isStranger: context.visitor == nil)
            let own = await desk.iceServers(for: id, host: request.head.authority)
            let view = ProbeView(
                id: id, expiresIn: ProbeDesk.lifetime.components.seconds,
                iceServers: own + (context.visitor == nil ? [] : report.foreignServers))
            return .json(view, status: .created)
        } catch {
            throw Refusal(error)
        }
    }

    private func answer(_ request: Request, context: FrontContext) async throws -> Response {
        let id = String(context.parameters.get("id") ?? "")
        let offer = try await request.json(ProbeOffer.self).offer
        do throws(ProbeDesk.Failure) {
            return .json(["answer": try await desk.answer(offer, in: id)])
        } catch {
            throw Refusal(error)
        }
    }
}

extension Refusal {
    fileprivate init(_ failure: ProbeDesk.Failure) {
        switch failure {
        case .full:
            self.init(
                .tooManyRequests, code: "too_many_probes",
                text: "Too many connection tests run now. Try again in half a minute.",
                retryAfter: ProbeDesk.lifetime)
        case .unknown:
            self.init(
                .notFound, code: "unknown_probe",
                text: "This test has ended: each may take 30 seconds.")
        case .badOffer(let text):
            self.init(.badRequest, code: "bad_offer", text: text)
        case .unavailable:
            self = .unavailable
        }
    }
}
