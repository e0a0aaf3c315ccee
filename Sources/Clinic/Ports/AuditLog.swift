/// The append-only, hash-chained log, one chain a hospital and one of the server.
package protocol AuditLog: Sendable {
    /// On disk when it returns: what it tells of may follow.
    func append(_ event: AuditEvent) async throws -> AuditEntry
    /// In their order, those after the sequence `after` (0: from the first), at most `limit`.
    ///
    /// - Parameter hospital: `nil` is the server's own chain, for its operator.
    func entries(
        in hospital: HospitalID?, appointment: AppointmentID?, after: Int64, limit: Int
    ) async throws -> [AuditEntry]
    /// Checks a chain from its first entry to its end.
    func verify(_ hospital: HospitalID?) async throws -> AuditVerdict
}
