import Clinic
import HTTPTypes
import Hummingbird

/// Where a hospital's events go.
enum APIWebhook {
    static let routes = [
        APIRoute("getWebhook", .get, "/webhook", .manageWebhook, read),
        APIRoute("saveWebhook", .put, "/webhook", .manageWebhook, save),
        APIRoute("removeWebhook", .delete, "/webhook", .manageWebhook, remove),
    ]

    private struct Draft: Decodable {
        let url: String
    }

    private struct StateView: Encodable {
        let webhook: Webhook

        private enum CodingKeys: String, CodingKey {
            case url, failures
            case createdAt = "created_at"
            case sequence = "delivered_sequence"
            case nextAttemptAt = "next_attempt_at"
        }

        func encode(to encoder: any Encoder) throws {
            var fields = encoder.container(keyedBy: CodingKeys.self)
            try fields.encode(webhook.url, forKey: .url)
            try fields.encode(webhook.createdAt, forKey: .createdAt)
            try fields.encode(webhook.sequence, forKey: .sequence)
            try fields.encode(webhook.failures, forKey: .failures)
            try fields.encodeIfPresent(webhook.nextAttemptAt, forKey: .nextAttemptAt)
        }
    }

    private static func read(_ call: APICall) async throws -> Response {
        guard let webhook = try await call.stores.webhooks.webhook(of: try call.hospital) else {
            throw Refusal.unknown("webhook")
        }
        return .json(StateView(webhook: webhook))
    }

    private static func save(_ call: APICall) async throws -> Response {
        let url = try await call.body(Draft.self).url
        guard WebhookURL.isPlain(url) else {
            throw Refusal.badRequest(
                "url is https://HOST[:PORT]/PATH of at most \(Webhook.urlLimit) bytes, without a "
                    + "user, a fragment or blanks.")
        }
        let webhook = try await WebhookDesk(call.stores).set(
            url, of: try call.hospital, by: call.origin, at: call.now)
        return .json(["url": webhook.url, "secret": webhook.secret.text])
    }

    private static func remove(_ call: APICall) async throws -> Response {
        try await WebhookDesk(call.stores).remove(
            of: try call.hospital, by: call.origin, at: call.now)
        return Response(status: .noContent)
    }
}
