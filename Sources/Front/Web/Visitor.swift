import Clinic
import HTTPTypes
import Hummingbird

/// Somebody who is signed in, as of this request.
package struct Visitor: Sendable {
    package let person: Person
    package let hospital: Hospital
    /// The cookie's secret; its hash names the session in the store.
    package let secret: BearerSecret

    /// What a state-changing request must bring back; it follows from the cookie, which no other
    /// site can read.
    package var csrf: BearerSecret { secret.derived(for: "csrf") }
}

/// Finds out where a request comes from and who sends it.
struct VisitorMiddleware: RouterMiddleware {
    let configuration: FrontConfiguration
    let services: FrontServices

    func handle(
        _ request: Request, context: FrontContext,
        next: (Request, FrontContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.origin = configuration.trustedProxies.origin(
            remote: context.connection.remoteAddress, isSecure: request.head.scheme == "https",
            forwardedFor: request.headers[.xForwardedFor],
            forwardedProto: request.headers[.xForwardedProto])
        if !request.isAPI { context.visitor = try await visitor(of: request) }
        return try await next(request, context)
    }

    private func visitor(of request: Request) async throws -> Visitor? {
        let cookie = request.cookies[SessionCookie.name]?.value
        guard
            let secret = cookie.flatMap(BearerSecret.init(text:)),
            let person = try await person(cookie: cookie),
            let hospital = try await services.stores.hospitals.hospital(person.hospital)
        else { return nil }
        return Visitor(person: person, hospital: hospital, secret: secret)
    }

    /// Whose session the cookie's secret names, if it is live.
    func person(cookie: String?) async throws -> Person? {
        guard
            let secret = cookie.flatMap(BearerSecret.init(text:)),
            let session = try await services.stores.sessions.resume(
                secret.hash, at: services.now())
        else { return nil }
        let person = try await services.stores.people.person(
            session.person, in: session.hospital)
        return person.flatMap { $0.isDisabled ? nil : $0 }
    }
}
