/// Keeps the conversations of appointments.
package protocol ChatStore: Sendable {
    /// Stores a message; the same identifier a second time changes nothing.
    func append(_ message: ChatMessage) async throws
    /// In the order they were stored: those after the message `after` (from the first where it is
    /// `nil` or unknown), at most `limit`.
    func messages(
        of appointment: AppointmentID, in hospital: HospitalID, after: ChatMessageID?, limit: Int
    ) async throws -> [ChatMessage]
    /// The last `limit`, the oldest of them first.
    func latestMessages(
        of appointment: AppointmentID, in hospital: HospitalID, limit: Int
    ) async throws -> [ChatMessage]
}
