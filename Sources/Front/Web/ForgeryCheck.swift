import Clinic
import HTTPTypes
import Hummingbird

/// Refuses requests that change something and were not sent by our own pages.
///
/// The browser's word first (Origin, Sec-Fetch-Site), then the token that follows from the
/// session's cookie, in `X-CSRF-Token` or the form field `csrf`. Who is not signed in has no
/// token; signing in is guarded by the browser's word alone.
struct ForgeryCheck: RouterMiddleware {
    let configuration: FrontConfiguration
    let audit: RefusalAudit

    func handle(
        _ request: Request, context: FrontContext,
        next: (Request, FrontContext) async throws -> Response
    ) async throws -> Response {
        guard ![.get, .head, .options].contains(request.method) else {
            return try await next(request, context)
        }
        if request.isAPI {  // No cookie counts there: there is nothing to forge with.
            var request = request
            _ = try await request.collectBody(upTo: configuration.limits.bodyBytes)
            return try await next(request, context)
        }
        guard configuration.origins.accept(request, context: context) else {
            await audit.refused("foreign_origin", context: context)
            throw Refusal.forgery
        }
        var request = request
        var context = context
        let body = try await request.collectBody(upTo: configuration.limits.bodyBytes)
        if request.isForm { context.form = FormBody.fields(of: String(buffer: body)) }
        if let visitor = context.visitor {
            let presented = request.headers[.csrfToken] ?? context.form["csrf"] ?? ""
            guard visitor.csrf.matches(presented) || isSignIn(request) else {
                await audit.refused("csrf", context: context)
                throw Refusal.forgery
            }
        }
        return try await next(request, context)
    }

    private func isSignIn(_ request: Request) -> Bool { request.uri.path == "/sign-in" }
}

/// Which sites may send requests and open WebSockets in a person's name.
package struct AllowedOrigins: Sendable, Equatable {
    /// `https://platform.example`, exactly as a browser's `Origin` says it.
    package let configured: Set<String>

    package init(_ configured: [String] = []) {
        self.configured = Set(configured.map { $0.lowercased() })
    }

    /// - Parameters:
    ///   - origin: the header's value.
    ///   - host: the request's own `Host`, with its port where it has one.
    package func accept(_ origin: String, host: String?, isSecure: Bool) -> Bool {
        let origin = origin.lowercased()
        if configured.contains(origin) { return true }
        guard let host = host?.lowercased(), !host.isEmpty else { return false }
        return origin == (isSecure ? "https://" : "http://") + host
    }

    /// Whether the browser says that the page which sends this is ours, or says nothing.
    func accept(_ request: Request, context: FrontContext) -> Bool {
        if let origin = request.headers[.origin] {
            return accept(
                origin, host: request.head.authority, isSecure: context.origin.isSecure)
        }
        return ["same-origin", "none", nil].contains(request.headers[.fetchSite])
    }
}
