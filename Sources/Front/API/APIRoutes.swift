import Clinic
import HTTPTypes
import Hummingbird

/// The API for platforms, below `/api/v1`: described by the document at `/api/v1/openapi.json`,
/// which a test holds against ``all``.
///
/// Authorization is a bearer's key (`aorta keys create`); cookies count for nothing here, so no
/// other site can use a person's session.
struct APIRoutes: Sendable {
    static let base = "/api/v1"

    /// Every operation.
    static let all =
        APIAppointments.routes + APIRecords.routes + APIPeople.routes
        + APIWebhook.routes

    let services: FrontServices
    let pages: Pages
    let gate: APIGate

    init(services: FrontServices, pages: Pages, audit: RefusalAudit) {
        self.services = services
        self.pages = pages
        gate = APIGate(services: services, audit: audit)
    }

    func add(to router: Router<FrontContext>) {
        // Says nothing of anybody: open to who writes a program.
        router.get(RouterPath(Self.base + "/openapi.json")) { request, _ in
            guard let document = await pages.file("/api/openapi.json") else {
                throw Refusal.notFound
            }
            return Response.file(document, request: request)
        }
        for route in Self.all {
            router.on(route.routerPath, method: route.method) { request, context in
                try await route.answer(
                    try await gate.open(route, request, context: context))
            }
        }
    }
}
