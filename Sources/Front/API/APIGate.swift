import Clinic
import HTTPTypes
import Hummingbird
import Synchronization

/// Who may come to the API: looks at the key or token, its scope, its pace, and writes down
/// what was refused.
struct APIGate: Sendable {
    let services: FrontServices
    let audit: RefusalAudit
    let pace = APIPace()
    let accesses = APIAccessLog()
    /// A key cannot be guessed: this keeps who tries from costing much.
    private let strangers = AttemptLimit(perSource: 100, inAll: 10_000)
    private static let idByteLimit = 64

    init(services: FrontServices, audit: RefusalAudit) {
        self.services = services
        self.audit = audit
    }

    /// The call, if `route` is open to who sends the request.
    ///
    /// - Throws: ``Refusal`` 401, 403, 404 (a hospital that is not there) or 429.
    func open(
        _ route: APIRoute, _ request: Request, context: FrontContext
    ) async throws -> APICall {
        let caller = try await caller(of: request, context: context)
        guard pace.allows(caller, cost: route.cost, at: services.now()) else {
            throw Refusal.keyTooFast
        }
        // No id is as long; what nobody has must not fill the audit log.
        guard (context.parameters.get("id")?.utf8.count ?? 0) <= Self.idByteLimit else {
            throw Refusal.notFound
        }
        let hospital = try await hospital(of: route, caller, request, context)
        let call = APICall(
            request: request, context: context, caller: caller, asked: hospital,
            services: services)
        if request.method == .get || request.method == .head {
            try await noteReading(route, call)
        }
        return call
    }

    private func caller(
        of request: Request, context: FrontContext
    ) async throws -> APICaller {
        if let text = request.bearer, let caller = try await services.caller(with: text) {
            return caller
        }
        guard strangers.allows(context.origin.source, at: services.now()) else {
            throw Refusal.tooMany
        }
        await audit.refused(
            request.bearer == nil ? "api: no_credentials" : "api: unknown_credentials",
            context: context)
        throw Refusal.noKey
    }

    private func hospital(
        of route: APIRoute, _ caller: APICaller, _ request: Request, _ context: FrontContext
    ) async throws -> HospitalID? {
        let named = FormBody.fields(of: request.uri.query ?? "")["hospital"]
        let refusal: APIRefusal
        switch route.reach {
        case .server:
            guard let reason = caller.accessToServer(with: route.scope) else { return nil }
            refusal = reason
        case .hospital:
            switch caller.access(to: route.scope, in: named.map(HospitalID.init(rawValue:))) {
            case .allowed(let hospital):
                if caller.hospital == nil,
                    try await services.stores.hospitals.hospital(hospital) == nil
                {
                    throw Refusal.unknown("hospital")
                }
                return hospital
            case .refused(let reason):
                refusal = reason
            }
        }
        if refusal == .hospitalMissing {
            throw Refusal.badRequest("This key is over all hospitals: say ?hospital= which one.")
        }
        await audit.append(
            AuditOrigin(actor: caller.actor, source: context.origin.source).event(
                .accessRefused, in: caller.hospital, detail: "\(route.name): \(refusal.rawValue)",
                at: services.now()))
        throw Refusal(
            .forbidden, code: refusal.rawValue,
            text: refusal == .scopeMissing
                ? "This key lacks the scope \(route.scope.rawValue)."
                : "This key is for another hospital.")
    }

    /// On disk before anything is told; a program that asks every second is written down now and
    /// then.
    private func noteReading(_ route: APIRoute, _ call: APICall) async throws {
        let id = call.context.parameters.get("id").map { String($0) }
        let access = "\(call.caller.name) \(route.name) \(call.asked?.rawValue ?? "") \(id ?? "")"
        guard accesses.isFirst(access, at: call.now) else { return }
        let isOfAppointment = route.path.hasPrefix("/appointments/{id}")
        let kind: AuditKind =
            switch route.scope {
            case .readRecordings: .recordingsListed
            case .readAudit: .auditRead
            default: .apiRead
            }
        try await call.audit(
            kind, appointment: isOfAppointment ? id.map(AppointmentID.init(rawValue:)) : nil,
            detail: isOfAppointment || id == nil ? route.name : "\(route.name) \(id ?? "")")
    }
}

extension FrontServices {
    /// Who comes with a bearer's text; `nil` for nobody.
    func caller(with text: String) async throws -> APICaller? {
        if let token = PlatformToken(text) {
            return try await token.caller(by: stores.keys, at: now())
        }
        return try await KeyRing(stores).caller(with: text, at: now())
    }
}

extension Request {
    /// Whether it is for programs, which show a key with each request and never a cookie.
    var isAPI: Bool { uri.path.hasPrefix("/api/") }
}

extension Refusal {
    static var noKey: Refusal {
        var refusal = Refusal(
            .unauthorized, code: "no_key",
            text: "Send Authorization: Bearer with a key of this server that is good now.")
        refusal.challenge = "Bearer"
        return refusal
    }
    static let keyTooFast = Refusal(
        .tooManyRequests, code: "too_fast", text: "Too many requests with this key. Wait a second.",
        retryAfter: .seconds(1))

    /// Another hospital's is as unknown as what never was.
    static func unknown(_ what: String) -> Refusal {
        Refusal(.notFound, code: "unknown_\(what)", text: "There is no such \(what) here.")
    }
}

/// How fast one program may ask: a bucket of ``burst`` requests that fills with ``rate`` a second.
///
/// At most ``entryLimit`` are kept; a full table forgets all.
final class APIPace: Sendable {
    static let rate = 50.0
    static let burst = 200.0
    private static let entryLimit = 4096

    private struct Bucket {
        var level: Double
        var at: WallTime
    }

    private let buckets = Mutex<[String: Bucket]>([:])

    /// - Parameter cost: of the request, in requests of the usual kind.
    func allows(_ caller: APICaller, cost: Double, at now: WallTime) -> Bool {
        buckets.withLock { buckets in
            var bucket = buckets[caller.pacedAs] ?? Bucket(level: Self.burst, at: now)
            let passed = Double(max(0, (now - bucket.at).wholeMilliseconds)) / 1000
            bucket.level = min(Self.burst, bucket.level + passed * Self.rate)
            bucket.at = now
            let isAllowed = bucket.level >= cost
            if isAllowed { bucket.level -= cost }
            if buckets[caller.pacedAs] == nil, buckets.count >= Self.entryLimit {
                buckets.removeAll()
            }
            buckets[caller.pacedAs] = bucket
            return isAllowed
        }
    }
}

/// Makes one audit event of the same reading again and again.
///
/// At most ``entryLimit`` are kept; a full table forgets all: then there are more events, never
/// fewer.
final class APIAccessLog: Sendable {
    static let window = Duration.seconds(10 * 60)
    private static let entryLimit = 4096

    private let writtenAt = Mutex<[String: WallTime]>([:])

    func isFirst(_ access: String, at now: WallTime) -> Bool {
        writtenAt.withLock { writtenAt in
            if let last = writtenAt[access], now >= last, now - last < Self.window { return false }
            if writtenAt.count >= Self.entryLimit { writtenAt.removeAll() }
            writtenAt[access] = now
            return true
        }
    }
}
