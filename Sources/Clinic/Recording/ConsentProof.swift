/// Whether all that was written of a recording lies inside the consent of whom it shows, by what
/// the audit log says. Pure.
///
/// A person's consent begins with his `consent_given`, and ends when he refuses, withdraws, leaves
/// or is sent back, when it is asked anew, and with the recording. The entries must be a verified
/// chain's, in order.
package struct ConsentProof: Sendable {
    /// Files are dated by the media's own clock, entries by the server's: so far apart they may be.
    package static let tolerance = Duration.milliseconds(500)

    /// Something written that no consent covers.
    package struct Finding: Hashable, Sendable {
        package let person: PersonID
        package let from: WallTime
        package let upTo: WallTime
    }

    /// From when to when each person agreed, while it was recorded.
    package private(set) var consents: [PersonID: [Range<WallTime>]] = [:]
    /// `nil`: the log knows of no such recording.
    package private(set) var startedAt: WallTime?

    private var agreedSince: [PersonID: WallTime] = [:]
    private var isRecording = false
    private let recording: CallRecordingID

    /// - Parameters:
    ///   - entries: of the recording's appointment.
    ///   - now: where the recording still runs, its end.
    package init(
        of recording: CallRecordingID, in entries: some Sequence<AuditEntry>, now: WallTime
    ) {
        self.recording = recording
        for entry in entries { follow(entry.event) }
        endAll(at: now)
    }

    /// What was written of `person`, and is not covered.
    ///
    /// - Parameter written: from when to when.
    package func uncovered(
        _ written: [ClosedRange<WallTime>], of person: PersonID
    ) -> [Finding] {
        let consents = consents[person] ?? []
        return written.filter { interval in
            !consents.contains { consent in
                consent.lowerBound - interval.lowerBound <= Self.tolerance
                    && interval.upperBound - consent.upperBound <= Self.tolerance
            }
        }.map { Finding(person: person, from: $0.lowerBound, upTo: $0.upperBound) }
    }

    private mutating func follow(_ event: AuditEvent) {
        switch event.kind {
        case .recordingRequested:
            endAll(at: event.at)
        case .consentGiven:
            guard let actor = event.actor, agreedSince[actor] == nil else { return }
            agreedSince[actor] = event.at
        case .consentRefused, .consentWithdrawn, .participantLeft, .participantSentBack:
            guard let actor = event.actor else { return }
            end(actor, at: event.at)
        case .recordingStarted where event.detail == recording.rawValue:
            startedAt = event.at
            isRecording = true
        case .recordingStopped:
            endAll(at: event.at)
            isRecording = false
        default:
            break
        }
    }

    private mutating func endAll(at now: WallTime) {
        for person in agreedSince.keys { end(person, at: now) }
    }

    private mutating func end(_ person: PersonID, at now: WallTime) {
        guard let since = agreedSince.removeValue(forKey: person), isRecording, let startedAt
        else { return }
        let begin = max(since, startedAt)
        if begin < now { consents[person, default: []].append(begin..<now) }
    }
}
