/// Keeps who was let into a running call, so that a restart of the server sends nobody out of it.
package protocol AdmissionStore: Sendable {
    /// In the place of what was decided about this person in this room before. Decisions about the
    /// appointment's earlier rooms are forgotten.
    func save(_ record: AdmissionRecord) async throws
    /// One a person.
    func admissions(
        to room: CallRoomID, in hospital: HospitalID
    ) async throws -> [AdmissionRecord]
}
