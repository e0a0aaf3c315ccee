import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Turns refusals and failures into a page for a browser or JSON for a program.
///
/// A failure of ours shows the same sentence whatever it was; what it was is logged by its type
/// alone, for an error's text may hold what a person wrote.
struct RefusalPages: RouterMiddleware {
    let pages: Pages

    func handle(
        _ request: Request, context: FrontContext,
        next: (Request, FrontContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let refusal as Refusal {
            return response(to: request, refusal)
        } catch let error as HTTPError {
            return response(to: request, Self.refusal(for: error.status))
        } catch let error as any HTTPResponseError {
            return response(to: request, Self.refusal(for: error.status))
        } catch is CancellationError {
            return response(to: request, .unavailable)
        } catch {
            context.logger.error(
                "a request failed",
                metadata: [
                    "route": .string(context.endpointPath ?? "unknown"),
                    "error": .string(String(describing: type(of: error))),
                ])
            return response(to: request, .unavailable)
        }
    }

    private func response(to request: Request, _ refusal: Refusal) -> Response {
        if request.isAPI { return .refused(refusal) }
        let isPage = !request.prefersJSON && (request.method == .get || request.isForm)
        if isPage, refusal.status == .unauthorized, let next = request.localTarget {
            return .redirect("/sign-in?next=\(FormBody.escaped(next))")
        }
        guard isPage, let page = pages.errorPage(code: refusal.code) else {
            return .refused(refusal)
        }
        return .file(page, status: refusal.status, request: nil).delayed(by: refusal)
    }

    private static func refusal(for status: HTTPResponse.Status) -> Refusal {
        switch status {
        case .notFound:
            .notFound
        case .contentTooLarge:
            Refusal(.contentTooLarge, code: "too_large", text: "At most 64 KiB can be sent.")
        case _ where status.kind == .clientError:
            Refusal(status, code: "bad_request", text: "This request was not understood.")
        default:
            .unavailable
        }
    }
}

extension Response {
    /// A refusal for a program, whoever asks.
    static func refused(_ refusal: Refusal) -> Response {
        json(ErrorBody(code: refusal.code, text: refusal.text), status: refusal.status)
            .delayed(by: refusal)
    }

    /// Never cached, and with the time after which to try again.
    fileprivate func delayed(by refusal: Refusal) -> Response {
        var response = self
        if let retryAfter = refusal.retryAfter {
            response.headers[.retryAfter] = String(max(1, retryAfter.components.seconds))
        }
        if let challenge = refusal.challenge { response.headers[.wwwAuthenticate] = challenge }
        response.headers[.cacheControl] = "no-store"
        return response
    }
}
