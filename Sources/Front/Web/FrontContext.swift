import Hummingbird

/// What the middlewares have found out about a request by the time a route sees it.
package struct FrontContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// Where the connection comes from, and how its TLS began.
    package let connection: ConnectionOrigin
    /// Set by ``VisitorMiddleware``.
    package var origin = RequestOrigin(source: "unknown", isSecure: false)
    /// Who is signed in; `nil` for strangers.
    package var visitor: Visitor?
    /// Fields of a form body, collected by ``ForgeryCheck``.
    package var form: [String: String] = [:]

    package init(source: Source) {
        coreContext = .init(source: source)
        connection = .current
    }
}
