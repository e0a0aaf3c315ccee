/// Keeps hospitals' webhooks; the events are in the audit log.
package protocol WebhookStore: Sendable {
    /// Takes the place of an older one of its hospital.
    ///
    /// - Throws: ``StoreError/conflict`` when there is no such hospital.
    func save(_ webhook: Webhook) async throws
    func webhook(of hospital: HospitalID) async throws -> Webhook?
    func webhooks() async throws -> [Webhook]
    /// Keeps how far it has come, unless another has taken its place.
    func advance(_ webhook: Webhook) async throws
    /// - Returns: whether there was one.
    func remove(of hospital: HospitalID) async throws -> Bool
}
