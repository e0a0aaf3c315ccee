import HTTPTypes
import Hummingbird

/// What every response carries: nothing foreign runs in our pages, nobody frames them, and they
/// tell nobody where they were.
struct ResponseHeaders: RouterMiddleware {
    let configuration: FrontConfiguration

    private static let permissions = [
        "camera=(self)", "microphone=(self)", "display-capture=(self)", "fullscreen=(self)",
        "picture-in-picture=(self)", "speaker-selection=(self)", "screen-wake-lock=(self)",
        "autoplay=(self)", "geolocation=()", "payment=()", "usb=()",
    ].joined(separator: ", ")

    func handle(
        _ request: Request, context: FrontContext,
        next: (Request, FrontContext) async throws -> Response
    ) async throws -> Response {
        var response: Response
        if request.method == .options, request.headers[.accessControlRequestMethod] != nil {
            response = Response(status: .noContent)
            if isForTools(request) {
                response.headers[.acceptPost] = ToolMedia.sdp.rawValue
            }
        } else {
            response = try await next(request, context)
        }
        let isSecure = request.head.scheme == "https"
        response.headers[.contentSecurityPolicy] = Self.policy(host: request.head.authority)
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[.referrerPolicy] = "no-referrer"
        response.headers[.permissionsPolicy] = Self.permissions
        response.headers[.openerPolicy] = "same-origin"
        response.headers[.resourcePolicy] = "same-origin"
        if isSecure, !configuration.isDemo {
            response.headers[.strictTransportSecurity] = "max-age=31536000"
        }
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        allowOrigin(of: request, in: &response)
        return response
    }

    /// `connect-src` names the WebSocket's own host, for browsers whose 'self' does not cover it.
    static func policy(host: String?) -> String {
        let sockets = host.flatMap(isPlain).map { " wss://\($0) ws://\($0)" } ?? ""
        return "default-src 'self'; connect-src 'self'\(sockets); img-src 'self' data:; "
            + "media-src 'self' blob:; object-src 'none'; base-uri 'none'; "
            + "form-action 'self'; frame-ancestors 'none'"
    }

    private static func isPlain(_ host: String) -> String? {
        let isSafe = host.utf8.allSatisfy { byte in
            (0x30...0x3A).contains(byte) || (0x41...0x5A).contains(byte)
                || (0x61...0x7A).contains(byte) || [0x2D, 0x2E, 0x5B, 0x5D].contains(byte)
        }
        return isSafe && !host.isEmpty ? host : nil
    }

    /// CORS, for the configured origins only.
    private func allowOrigin(of request: Request, in response: inout Response) {
        guard let origin = request.headers[.origin],
            configuration.origins.configured.contains(origin.lowercased())
        else { return }
        response.headers[.accessControlAllowOrigin] = origin
        response.headers[.accessControlAllowCredentials] = "true"
        response.headers[.accessControlAllowMethods] = "GET, POST"
        response.headers[.accessControlAllowHeaders] = "content-type, x-csrf-token, authorization"
        if isForTools(request) {
            response.headers[.accessControlAllowMethods] = "GET, POST, PATCH, DELETE"
            response.headers[.accessControlAllowHeaders] = "content-type, authorization, if-match"
            response.headers[.accessControlExposeHeaders] =
                "location, etag, link, accept-patch, retry-after"
        }
        response.headers[.vary] = "Origin"
    }

    private func isForTools(_ request: Request) -> Bool {
        ToolRoutes.doorways.contains { request.uri.path.hasPrefix("/\($0.path)/") }
    }
}
