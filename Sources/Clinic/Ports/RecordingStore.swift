/// Keeps what was recorded; the media themselves are files elsewhere.
package protocol RecordingStore: Sendable {
    func insert(_ recording: CallRecording) async throws
    /// Does nothing to one that was stopped before.
    func stop(_ id: CallRecordingID, in hospital: HospitalID, at now: WallTime) async throws
    func recordings(
        of appointment: AppointmentID, in hospital: HospitalID
    ) async throws -> [CallRecording]
    func insert(_ file: RecordedFile) async throws
    func close(
        _ id: RecordedFileID, in hospital: HospitalID, contents: RecordedFile.Contents
    ) async throws
    func file(_ id: RecordedFileID, in hospital: HospitalID) async throws -> RecordedFile?
    /// In the order they were opened, deleted ones too.
    func files(
        of appointment: AppointmentID, in hospital: HospitalID
    ) async throws -> [RecordedFile]
    func markDeleted(_ id: RecordedFileID, in hospital: HospitalID, at now: WallTime) async throws
    /// Files of any hospital that a crash left open: what a server that starts finds.
    func openFiles() async throws -> [RecordedFile]
    /// Recordings of any hospital that a crash left running.
    func runningRecordings() async throws -> [CallRecording]
}
