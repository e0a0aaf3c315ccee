import Clinic

/// What a consultation knows of its recording.
struct ConsultationRecording: Sendable {
    /// Files opened and not closed, and endpoints remembered; beyond it the oldest is forgotten.
    static let memoryLimit = 256

    var consent: RecordingConsent
    /// The one that runs or ran last: its files may be closed behind its stop.
    var current: CallRecording?
    /// The doctor who asked last.
    var asker: PersonID?
    /// Who has just withdrawn, while the step is still in the line.
    var withdrawing: Set<ParticipantID> = []
    private var participants: [(endpoint: MediaEndpointID, participant: ParticipantID)] = []
    private var openFiles: [(path: String, id: RecordedFileID)] = []

    init(consent: RecordingConsent) {
        self.consent = consent
    }

    /// Remembers whose media an endpoint is, also when it is gone.
    mutating func know(_ endpoint: MediaEndpointID, is participant: ParticipantID) {
        participants.append((endpoint, participant))
        if participants.count > Self.memoryLimit { participants.removeFirst() }
    }

    func participant(of endpoint: MediaEndpointID) -> ParticipantID? {
        participants.last { $0.endpoint == endpoint }?.participant
    }

    mutating func open(_ path: String, as id: RecordedFileID) {
        openFiles.append((path, id))
        if openFiles.count > Self.memoryLimit { openFiles.removeFirst() }
    }

    /// `nil` for a file that was never opened here.
    mutating func close(_ path: String) -> RecordedFileID? {
        guard let index = openFiles.firstIndex(where: { $0.path == path }) else { return nil }
        return openFiles.remove(at: index).id
    }
}
