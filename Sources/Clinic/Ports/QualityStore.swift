/// Keeps how well calls went, a report a participant and call.
package protocol QualityStore: Sendable {
    /// Takes the place of an earlier report of the same person and room; of an appointment's
    /// calls the latest ``QualityReport/callLimit`` are kept.
    func save(_ report: QualityReport) async throws
    /// The worst mean score of each of these calls, where one was measured.
    func scores(
        of rooms: [CallRoomID], in hospital: HospitalID
    ) async throws -> [CallRoomID: Int]
    /// What is known of a person's connection in a room.
    func report(
        of person: PersonID, in room: CallRoomID, of hospital: HospitalID
    ) async throws -> QualityReport?
    /// Of every call that the appointment has had, the earliest first.
    func reports(
        of appointment: AppointmentID, in hospital: HospitalID
    ) async throws -> [QualityReport]
}
