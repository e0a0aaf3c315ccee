import Clinic
import HTTPTypes
import Hummingbird

/// The hospital's audit log with what a check of its chain found, for its administrators.
struct AuditRoutes: Sendable {
    let services: FrontServices
    let pages: Pages
    let audit: RefusalAudit
    let checks: AuditChecks

    /// Entries shown at once.
    static let entryLimit = 200

    func add(to router: Router<FrontContext>) {
        router.get("/audit") { request, context in try await read(request, context: context) }
    }

    private func read(_ request: Request, context: FrontContext) async throws -> Response {
        guard let visitor = context.visitor else { throw Refusal.notSignedIn }
        let person = visitor.person
        guard person.role == .hospitalAdmin else {
            await audit.refused(
                "read_audit: \(AccessRefusal.roleMayNot.rawValue)", context: context)
            throw Refusal.forbidden
        }
        guard request.prefersJSON else {
            return try await pages.response("/pages/audit.html", to: request)
        }
        let check = try await checks.check(of: person.hospital, by: services)
        let entries = try await services.stores.audit.entries(
            in: person.hospital, appointment: nil,
            after: try start(of: request, check.verdict), limit: Self.entryLimit)
        let names = try await services.stores.people.people(
            Array(Set(entries.compactMap(\.event.actor))), in: person.hospital)
        _ = try await services.stores.audit.append(
            AuditEvent(
                .auditRead, in: person.hospital, by: person.id, source: context.origin.source,
                at: services.now()))
        return .json(
            AuditView(
                verdict: AuditView.Verdict(check), limit: Self.entryLimit,
                entries: entries.map { AuditView.Entry($0, names) }))
    }

    /// Behind which entry the list begins: as asked, else so that it ends with the latest that was
    /// checked.
    private func start(of request: Request, _ verdict: AuditVerdict) throws -> Int64 {
        if let text = FormBody.fields(of: request.uri.query ?? "")["after"] {
            guard let number = Int64(text), number >= 0 else {
                throw Refusal.badRequest("after is the number of an entry.")
            }
            return number
        }
        let last: Int64 =
            switch verdict {
            case .intact(let count): count
            case .broken(let place, _): place
            }
        return max(0, last - Int64(Self.entryLimit))
    }
}

/// What the page of the log shows, the earliest entry first.
struct AuditView: Encodable {
    let verdict: Verdict
    /// Entries of a full page: behind one that holds fewer there is nothing more.
    let limit: Int
    let entries: [Entry]

    struct Verdict: Encodable {
        let isIntact: Bool
        let checkedAt: WallTime
        /// Entries of the chain, where it is intact.
        let count: Int64?
        /// The sequence of the first bad entry.
        let brokenAt: Int64?
        let flaw: String?

        init(_ check: AuditChecks.Check) {
            checkedAt = check.at
            switch check.verdict {
            case .intact(let count):
                (isIntact, self.count, brokenAt, flaw) = (true, count, nil, nil)
            case .broken(let place, let flaw):
                (isIntact, count, brokenAt, self.flaw) = (false, nil, place, flaw.rawValue)
            }
        }
    }

    struct Entry: Encodable {
        let sequence: Int64
        let at: WallTime
        let kind: String
        let actor: String?
        let appointment: AppointmentID?
        let source: String?
        let detail: String?

        init(_ entry: AuditEntry, _ names: [PersonID: Person]) {
            let event = entry.event
            sequence = entry.sequence
            at = event.at
            kind = event.kind.rawValue
            actor = event.actor.map { names[$0]?.name ?? $0.rawValue }
            appointment = event.appointment
            source = event.source
            detail = event.detail
        }
    }
}
