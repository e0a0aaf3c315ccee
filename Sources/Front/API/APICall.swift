import Clinic
import HTTPTypes
import Hummingbird

/// One request of a program whose key and scope were checked.
struct APICall: Sendable {
    /// So many entries are on a page where nothing is asked for, and at most.
    static let pageSize = 50
    static let pageLimit = 200

    let request: Request
    let context: FrontContext
    let caller: APICaller
    /// The hospital that it is about; of a ``APIRoute/Reach/server`` one there is none.
    let asked: HospitalID?
    let services: FrontServices

    var now: WallTime { services.now() }
    var stores: ClinicStores { services.stores }

    /// - Throws: ``Refusal`` where the operation is about the whole server.
    var hospital: HospitalID {
        get throws {
            guard let asked else { throw Refusal.notFound }
            return asked
        }
    }

    /// Who does it, for the audit log.
    var origin: AuditOrigin {
        AuditOrigin(actor: caller.actor, source: context.origin.source)
    }

    /// A name in the path; what cannot be one of ours is as unknown as any other.
    func named<ID: Identifier>(_ parameter: String = "id", as type: ID.Type = ID.self) -> ID {
        ID(rawValue: String(context.parameters.get(parameter) ?? ""))
    }

    var appointment: AppointmentID { named() }

    private var query: [String: String] { FormBody.fields(of: request.uri.query ?? "") }

    func parameter(_ name: String) -> String? { query[name] }

    /// How many entries are asked for.
    var limit: Int {
        get throws {
            guard let text = query["limit"] else { return Self.pageSize }
            guard let number = Int(text), (1...Self.pageLimit).contains(number) else {
                throw Refusal.badRequest("limit is a number from 1 to \(Self.pageLimit).")
            }
            return number
        }
    }

    /// Reads the JSON body.
    func body<Body: Decodable>(_ type: Body.Type = Body.self) async throws -> Body {
        try await request.json(type)
    }

    /// Writes an event of this caller; what is told of may follow.
    func audit(
        _ kind: AuditKind, appointment: AppointmentID? = nil, detail: String? = nil
    ) async throws {
        _ = try await stores.audit.append(
            origin.event(kind, in: asked, appointment: appointment, detail: detail, at: now))
    }
}

/// One page of a list.
struct APIPage<Entry: Encodable>: Encodable {
    let entries: [Entry]
    /// For `after` of the next page; none on the last.
    let next: String?

    /// - Parameters:
    ///   - found: one more than `limit`, if there are more.
    ///   - name: what `after` takes.
    init<Found>(
        _ found: [Found], limit: Int, name: (Found) -> String, _ view: (Found) -> Entry
    ) {
        entries = found.prefix(limit).map(view)
        next = found.count > limit ? found.prefix(limit).last.map(name) : nil
    }
}
