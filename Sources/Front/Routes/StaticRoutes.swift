import Hummingbird

/// What lies below `/static/`: styles, scripts, pictures; the same for everybody.
struct StaticRoutes: Sendable {
    let pages: Pages

    func add(to router: Router<FrontContext>) {
        router.get("/static/**") { request, _ in
            try await pages.response(request.uri.path, to: request)
        }
        router.get("/favicon.ico") { request, _ in
            try await pages.response("/static/favicon.svg", to: request)
        }
    }
}
