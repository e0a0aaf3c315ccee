import HTTPTypes
import Hummingbird

/// A request that is not answered as it was asked. Thrown by routes, shown by ``RefusalPages``.
package struct Refusal: Error, Sendable {
    package let status: HTTPResponse.Status
    /// Stable: letters, digits and underscores.
    package let code: String
    /// For a person: what to do. Tells nothing of what is behind a closed door.
    package let text: String
    package var retryAfter: Duration?
    /// How to say who one is, where that is not by signing in (RFC 9110 §11.6.1).
    var challenge: String?

    package init(
        _ status: HTTPResponse.Status, code: String, text: String, retryAfter: Duration? = nil
    ) {
        self.status = status
        self.code = code
        self.text = text
        self.retryAfter = retryAfter
    }

    /// Whether the thing exists, is another hospital's or is not for this role: all look alike.
    package static let forbidden = Refusal(
        .forbidden, code: "forbidden",
        text: "This is not open to you. Open the appointment and go on from there.")
    package static let notSignedIn = Refusal(
        .unauthorized, code: "not_signed_in", text: "Please sign in first.")
    package static let notFound = Refusal(
        .notFound, code: "not_found", text: "There is no such page. Check the address.")
    package static let forgery = Refusal(
        .forbidden, code: "csrf",
        text: "This request did not come from our page. Reload the page and try again.")
    package static let tooMany = Refusal(
        .tooManyRequests, code: "too_many_attempts",
        text: "Too many attempts. Wait a minute, then try again.", retryAfter: .seconds(60))
    package static let unavailable = Refusal(
        .serviceUnavailable, code: "unavailable",
        text: "The server could not do this now. Try again in a moment.")

    static func badRequest(_ text: String) -> Refusal {
        Refusal(.badRequest, code: "bad_request", text: text)
    }

    static func conflict(
        _ code: String, _ text: String, retryAfter: Duration? = nil
    ) -> Refusal {
        Refusal(.conflict, code: code, text: text, retryAfter: retryAfter)
    }
}
