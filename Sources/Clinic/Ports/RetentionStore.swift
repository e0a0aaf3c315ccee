/// How long recordings are kept.
package protocol RetentionStore: Sendable {
    /// - Parameters:
    ///   - days: after a recording's end; `nil` takes the rule back.
    ///   - appointment: its recordings alone, before the hospital's rule; `nil`: the hospital's.
    func setRetention(
        days: Int?, in hospital: HospitalID, appointment: AppointmentID?
    ) async throws
    /// - Parameter since: a legal hold; `nil` ends it.
    func setHold(on recording: CallRecordingID, since: WallTime?) async throws
    /// Of every hospital, the oldest first, erased ones too.
    func keptRecordings() async throws -> [KeptRecording]
    /// `nil`: there is none of that name.
    func keptRecording(_ id: CallRecordingID) async throws -> KeptRecording?
}
