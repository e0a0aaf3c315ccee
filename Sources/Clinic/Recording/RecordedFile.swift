/// Names a file of recorded media.
package struct RecordedFileID: Identifier {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }
}

/// One participant's media of a recording, as it is stored.
package struct RecordedFile: Hashable, Sendable, PersonalData {
    package let id: RecordedFileID
    package let hospital: HospitalID
    package let appointment: AppointmentID
    package let recording: CallRecordingID
    package let person: PersonID
    package let participant: ParticipantID
    /// Relative to the server's recordings folder.
    package let path: String
    package let openedAt: WallTime
    /// What is known once it is closed; `nil` while it is written, and after a crash.
    package var contents: Contents?
    package var deletedAt: WallTime?

    /// What a whole file holds.
    package struct Contents: Hashable, Sendable {
        package let byteCount: Int64
        package let duration: Duration
        /// As in SDP, separated by commas: `opus,vp8`.
        package let codecs: String

        package init(byteCount: Int64, duration: Duration, codecs: String) {
            self.byteCount = byteCount
            self.duration = duration
            self.codecs = codecs
        }
    }

    package init(
        id: RecordedFileID, hospital: HospitalID, appointment: AppointmentID,
        recording: CallRecordingID, person: PersonID, participant: ParticipantID, path: String,
        openedAt: WallTime, contents: Contents? = nil, deletedAt: WallTime? = nil
    ) {
        self.id = id
        self.hospital = hospital
        self.appointment = appointment
        self.recording = recording
        self.person = person
        self.participant = participant
        self.path = path
        self.openedAt = openedAt
        self.contents = contents
        self.deletedAt = deletedAt
    }

    package var redacted: String { "RecordedFile(\(id))" }
}
