/// Keeps every answer about being recorded; nothing is ever changed or taken out.
package protocol ConsentStore: Sendable {
    /// On disk when it returns: a grant may follow.
    func append(_ record: ConsentRecord) async throws
    /// In the order they were given.
    func consents(
        of appointment: AppointmentID, in hospital: HospitalID
    ) async throws -> [ConsentRecord]
}
