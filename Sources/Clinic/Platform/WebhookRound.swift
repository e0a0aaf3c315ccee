/// One step of delivery: finds the next event of a webhook, has it sent, and keeps what came of it.
package struct WebhookRound: Sendable {
    /// Sends one event; whether the platform has taken it (a status from 200 to 299).
    package typealias Send =
        @Sendable (_ event: WebhookEvent, _ webhook: Webhook, _ now: WallTime) async -> Bool

    /// Entries of the audit log that are read at once.
    static let entryLimit = 100
    static let timeLimit = Duration.seconds(10)

    private let stores: ClinicStores
    private let send: Send

    package init(_ stores: ClinicStores, send: @escaping Send) {
        self.stores = stores
        self.send = send
    }

    /// Delivers what is due of one webhook, until there is no more, one fails, or ``timeLimit`` is
    /// over: a slow platform holds the others up no longer.
    ///
    /// - Parameter now: the clock, read before each attempt.
    package func run(_ webhook: Webhook, now: @Sendable () -> WallTime) async throws {
        var webhook = webhook
        guard webhook.isDue(at: now()) else { return }
        let entries = try await stores.audit.entries(
            in: webhook.hospital, appointment: nil, after: webhook.sequence,
            limit: Self.entryLimit)
        guard let last = entries.last else { return }
        var givenUp = 0
        let beganAt = now()
        for entry in entries {
            guard let event = WebhookEvent(entry) else { continue }
            let time = now()
            guard time - beganAt < Self.timeLimit else {
                try await stores.webhooks.advance(webhook.moved(to: entry.sequence - 1))
                return try await note(givenUp, of: webhook, at: time)
            }
            guard time - event.at < Webhook.eventLifetime else {
                givenUp += 1
                continue
            }
            guard await send(event, webhook, time) else {
                // What is before it is dealt with.
                webhook.sequence = entry.sequence - 1
                try await stores.webhooks.advance(webhook.failed(at: now()))
                try await note(givenUp, of: webhook, at: time)
                return
            }
            webhook = webhook.moved(to: entry.sequence)
            try await stores.webhooks.advance(webhook)
        }
        if webhook.sequence != last.sequence {
            try await stores.webhooks.advance(webhook.moved(to: last.sequence))
        }
        try await note(givenUp, of: webhook, at: now())
    }

    private func note(_ givenUp: Int, of webhook: Webhook, at now: WallTime) async throws {
        guard givenUp > 0 else { return }
        _ = try await stores.audit.append(
            AuditEvent(
                .webhookGivenUp, in: webhook.hospital, detail: "\(givenUp) events", at: now))
    }
}
