import Clinic
import HTTPTypes
import Hummingbird

/// One operation of the API: its place, the scope that opens it, and what it does.
struct APIRoute: Sendable {
    /// Whose things an operation is about.
    enum Reach: Sendable {
        /// Of one hospital, the caller's or the one that it names.
        case hospital
        /// Of all: for a super-administrator alone.
        case server
    }

    /// The document's `operationId`, and the detail of the audit events.
    let name: String
    let method: HTTPRequest.Method
    /// Below `/api/v1`, parameters in braces as in the document.
    let path: String
    let scope: APIScope
    let reach: Reach
    /// What it takes of its key's pace, in requests of the usual kind.
    let cost: Double
    let answer: @Sendable (APICall) async throws -> Response

    init(
        _ name: String, _ method: HTTPRequest.Method, _ path: String, _ scope: APIScope,
        reach: Reach = .hospital, cost: Double = 1,
        _ answer: @escaping @Sendable (APICall) async throws -> Response
    ) {
        self.name = name
        self.method = method
        self.path = path
        self.scope = scope
        self.reach = reach
        self.cost = cost
        self.answer = answer
    }

    /// The path as the router wants it: `:id` for `{id}`.
    var routerPath: RouterPath {
        RouterPath(
            APIRoutes.base
                + path.replacing("{", with: ":").replacing("}", with: ""))
    }
}
