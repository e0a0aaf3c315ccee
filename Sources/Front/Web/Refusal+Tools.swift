import HTTPTypes
import Signaling

extension Refusal {
    /// What a tool is answered (RFC 9725 §4.2…§4.5, draft-ietf-wish-whep-03 §4.2.4).
    init(_ refusal: ToolRefusal) {
        switch refusal {
        case .noToken:
            self.init(
                .unauthorized, code: "token_missing",
                text: "A token of 'aorta token' is needed: Authorization: Bearer TOKEN.")
            challenge = "Bearer"
        case .tokenExpired:
            self.init(
                .unauthorized, code: "token_expired",
                text: "The token has expired. Make a new one with 'aorta token'.")
            challenge = "Bearer error=\"invalid_token\""
        case .notAllowed:
            self.init(
                .forbidden, code: "token_elsewhere",
                text: "The token is for another room, or does not allow this.")
        case .consultation:
            self.init(
                .forbidden, code: "consultation",
                text: "This is a consultation's room. Tools cannot enter it.")
        case .badName:
            self.init(
                .notFound, code: "bad_name",
                text: "Rooms and names have 1 to 64 letters, digits, dots, hyphens, underscores.")
        case .nameTaken:
            self = .conflict(
                "name_taken", "Somebody publishes under this name already.",
                retryAfter: .seconds(5))
        case .notPublished:
            self.init(
                .notFound, code: "not_published",
                text: "Nobody publishes under this name now. Try again in a moment.",
                retryAfter: .seconds(1))
        case .unknownSession:
            self.init(.notFound, code: "unknown_session", text: "This session is over.")
        case .badDescription(let text):
            self.init(.unprocessableContent, code: "bad_description", text: text)
        case .noEntityTag:
            self.init(
                .preconditionRequired, code: "if_match_missing",
                text: "A change of ICE needs If-Match: the session's ETag, or * to restart.")
        case .otherEntityTag:
            self.init(
                .preconditionFailed, code: "other_ice_session",
                text: "If-Match names an ICE session that is over.")
        case .full:
            self.init(
                .serviceUnavailable, code: "full",
                text: "No more sessions fit now. Try again later.", retryAfter: .seconds(10))
        case .tooFast:
            self.init(
                .tooManyRequests, code: "too_fast", text: "Too many at once. Try again.",
                retryAfter: .seconds(1))
        case .unavailable:
            self = .unavailable
        }
    }

    static func wantsType(_ type: ToolMedia) -> Refusal {
        Refusal(
            .unsupportedMediaType, code: "other_type",
            text: "The body's type has to be \(type.rawValue).")
    }

    static let sendsSDP = Refusal(
        .notAcceptable, code: "sdp_not_accepted",
        text: "The answer is \(ToolMedia.sdp.rawValue), which Accept leaves out.")
}
