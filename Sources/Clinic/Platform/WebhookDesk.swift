/// Sets and removes a hospital's webhook. Every change is in the audit log when it returns.
package struct WebhookDesk: Sendable {
    private let stores: ClinicStores

    package init(_ stores: ClinicStores) {
        self.stores = stores
    }

    /// Events from now on go to `url`, signed with a new secret.
    package func set(
        _ url: String, of hospital: HospitalID, by origin: AuditOrigin, at now: WallTime
    ) async throws -> Webhook {
        // Its own entry is the first that is behind it.
        let entry = try await stores.audit.append(
            origin.event(.webhookSet, in: hospital, at: now))
        let webhook = Webhook(
            id: .random(), hospital: hospital, url: url, secret: .random(), createdAt: now,
            sequence: entry.sequence)
        try await stores.webhooks.save(webhook)
        return webhook
    }

    /// Does nothing where there is none.
    package func remove(
        of hospital: HospitalID, by origin: AuditOrigin, at now: WallTime
    ) async throws {
        guard try await stores.webhooks.remove(of: hospital) else { return }
        _ = try await stores.audit.append(
            origin.event(.webhookRemoved, in: hospital, at: now))
    }
}
