/// Names one recording of a call, from its start to its stop.
package struct CallRecordingID: Identifier {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }
}

/// A recording of a call, as it is stored; its media are ``RecordedFile``s.
package struct CallRecording: Hashable, Sendable {
    package let id: CallRecordingID
    package let hospital: HospitalID
    package let appointment: AppointmentID
    /// The doctor who asked.
    package let requestedBy: PersonID
    package let startedAt: WallTime
    /// `nil` while it runs.
    package var stoppedAt: WallTime?

    package init(
        id: CallRecordingID, hospital: HospitalID, appointment: AppointmentID,
        requestedBy: PersonID, startedAt: WallTime, stoppedAt: WallTime? = nil
    ) {
        self.id = id
        self.hospital = hospital
        self.appointment = appointment
        self.requestedBy = requestedBy
        self.startedAt = startedAt
        self.stoppedAt = stoppedAt
    }
}
