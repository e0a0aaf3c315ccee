import Clinic
import Synchronization
import Testing

/// Delivery from the audit log on the disk.
@Suite struct WebhookRoundTests {
    private let hospital = TemporaryStorage.hospital
    private let now = TemporaryStorage.now

    /// A platform that takes events, or does not.
    private final class Platform: Sendable {
        let taken = Mutex<[String]>([])
        let isDown = Mutex(false)

        var types: [String] { taken.withLock { $0 } }

        func take(_ event: WebhookEvent) -> Bool {
            if isDown.withLock({ $0 }) { return false }
            taken.withLock { $0.append(event.type) }
            return true
        }
    }

    private func happen(_ kinds: AuditKind..., in stores: ClinicStores) async throws {
        for kind in kinds {
            _ = try await stores.audit.append(AuditEvent(kind, in: hospital, at: now))
        }
    }

    private func deliver(
        _ stores: ClinicStores, to platform: Platform, at time: WallTime
    ) async throws {
        let round = WebhookRound(stores) { event, _, _ in platform.take(event) }
        for webhook in try await stores.webhooks.webhooks() {
            try await round.run(webhook, now: { time })
        }
    }

    private func begin() async throws -> (TemporaryStorage, Platform) {
        let storage = try await TemporaryStorage.filled()
        try await happen(.callStarted, in: storage.stores)
        _ = try await WebhookDesk(storage.stores).set(
            "https://portal.test/", of: hospital, by: .commandLine, at: now)
        return (storage, Platform())
    }

    @Test func `events from the setting on come once and in order, others not`() async throws {
        let (storage, platform) = try await begin()
        try await happen(.callMet, .signedIn, .callEnded, in: storage.stores)
        try await deliver(storage.stores, to: platform, at: now)
        try await deliver(storage.stores, to: platform, at: now)

        #expect(platform.types == ["call.in_progress", "call.ended"])
    }

    @Test func `a platform that is down gets all of it afterwards, in order`() async throws {
        let (storage, platform) = try await begin()
        platform.isDown.withLock { $0 = true }
        try await happen(.signedIn, .callMet, .callEnded, in: storage.stores)
        try await deliver(storage.stores, to: platform, at: now)
        let waiting = try await storage.stores.webhooks.webhook(of: hospital)
        platform.isDown.withLock { $0 = false }
        try await deliver(storage.stores, to: platform, at: now + .seconds(4))

        #expect(waiting?.failures == 1)
        #expect(platform.types.isEmpty)
        try await deliver(storage.stores, to: platform, at: now + .seconds(5))
        #expect(platform.types == ["call.in_progress", "call.ended"])
        #expect(try await storage.stores.webhooks.webhook(of: hospital)?.failures == 0)
    }

    @Test func `what is older than three days is given up, and that is in the log`() async throws {
        let (storage, platform) = try await begin()
        platform.isDown.withLock { $0 = true }
        try await happen(.callMet, .callEnded, in: storage.stores)
        try await deliver(storage.stores, to: platform, at: now + Webhook.eventLifetime)
        let entries = try await storage.stores.audit.entries(
            in: hospital, appointment: nil, after: 0, limit: 100)

        #expect(entries.last?.event.kind == .webhookGivenUp)
        #expect(entries.last?.event.detail == "2 events")
    }

    @Test func `an attempt for a webhook that was replaced moves the new one nowhere`()
        async throws
    {
        let (storage, _) = try await begin()
        let stores = storage.stores
        let old = try #require(try await stores.webhooks.webhook(of: hospital))
        let new = try await WebhookDesk(stores).set(
            "https://other.test/", of: hospital, by: .commandLine, at: now)
        try await stores.webhooks.advance(old.moved(to: 99))

        #expect(try await stores.webhooks.webhook(of: hospital) == new)
        try await WebhookDesk(stores).remove(of: hospital, by: .commandLine, at: now)
        #expect(try await stores.webhooks.webhooks().isEmpty)
    }
}
