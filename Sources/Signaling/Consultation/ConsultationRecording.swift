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
    /// Endpoints whose media the disk refuses.
    private var interrupted: Set<MediaEndpointID> = []
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

    /// Whether media that should be written is not.
    var isInterrupted: Bool { !interrupted.isEmpty }

    /// - Returns: whether that changes anything for those who look on.
    mutating func interrupt(_ endpoint: MediaEndpointID) -> Bool {
        guard interrupted.count < Self.memoryLimit else { return false }
        let wasInterrupted = isInterrupted
        interrupted.insert(endpoint)
        return !wasInterrupted
    }

    /// The endpoint is written again, or is not to be written any more; `nil`: all are.
    ///
    /// - Returns: whether that changes anything for those who look on.
    mutating func endInterruption(of endpoint: MediaEndpointID?) -> Bool {
        let wasInterrupted = isInterrupted
        if let endpoint { interrupted.remove(endpoint) } else { interrupted = [] }
        return wasInterrupted && !isInterrupted
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
