/// One event as a platform gets it: who, where and when by opaque names, nothing of a person. What
/// it needs besides it asks the API for.
package struct WebhookEvent: Hashable, Sendable, Encodable {
    /// The same at each attempt: whoever has seen it does nothing.
    package let id: String
    package let type: String
    package let sequence: Int64
    package let hospital: HospitalID
    package let appointment: AppointmentID?
    package let actor: PersonID?
    package let detail: String?
    package let at: WallTime

    /// `nil` for what platforms are not told of.
    package init?(_ entry: AuditEntry) {
        let event = entry.event
        guard let type = Self.type(of: event.kind), let hospital = event.hospital
        else { return nil }
        id = "evt_" + Hex.text(of: entry.hash.prefix(16))
        self.type = type
        sequence = entry.sequence
        self.hospital = hospital
        appointment = event.appointment
        actor = event.actor
        detail = event.detail
        at = event.at
    }

    /// The public word of what happened: every step of a call and of its recording.
    package static func type(of kind: AuditKind) -> String? {
        switch kind {
        case .callStarted: "call.started"
        case .callMet: "call.in_progress"
        case .callEnded: "call.ended"
        case .participantWaiting: "participant.waiting"
        case .participantAdmitted: "participant.admitted"
        case .participantSentBack: "participant.sent_back"
        case .participantJoined: "participant.joined"
        case .participantLeft: "participant.left"
        case .recordingRequested: "recording.requested"
        case .consentGiven: "recording.consent_given"
        case .consentRefused: "recording.consent_refused"
        case .consentWithdrawn: "recording.consent_withdrawn"
        case .recordingStarted: "recording.started"
        case .recordingStopped: "recording.stopped"
        case .recordingDeleted: "recording.deleted"
        case .appointmentCreated: "appointment.created"
        case .appointmentChanged: "appointment.changed"
        case .appointmentCancelled: "appointment.cancelled"
        default: nil
        }
    }
}
