/// What can happen that the audit log keeps.
package enum AuditKind: String, Hashable, Sendable, CaseIterable {
    case signedIn = "signed_in"
    case signInFailed = "sign_in_failed"
    case signInLimited = "sign_in_limited"
    case signedOut = "signed_out"
    case accessRefused = "access_refused"

    case tokenMinted = "token_minted"
    case tokenBound = "token_bound"
    case tokenRefused = "token_refused"

    case toolEntered = "tool_entered"
    case toolRefused = "tool_refused"

    case callStarted = "call_started"
    case callMet = "call_met"
    case callEnded = "call_ended"
    case participantWaiting = "participant_waiting"
    case participantAdmitted = "participant_admitted"
    case participantSentBack = "participant_sent_back"
    case participantJoined = "participant_joined"
    case participantLeft = "participant_left"
    case screenShared = "screen_shared"
    case chatStored = "chat_stored"

    case recordingRequested = "recording_requested"
    case consentGiven = "consent_given"
    case consentRefused = "consent_refused"
    case consentWithdrawn = "consent_withdrawn"
    case recordingStarted = "recording_started"
    case recordingStopped = "recording_stopped"
    case recordingsListed = "recordings_listed"
    case recordingViewed = "recording_viewed"
    case recordingDownloaded = "recording_downloaded"
    case recordingDeleted = "recording_deleted"

    case reportStored = "report_stored"
    case reportOpened = "report_opened"

    case auditRead = "audit_read"
    case appointmentCreated = "appointment_created"
    case personCreated = "person_created"
    case serverStarted = "server_started"
    case serverStopped = "server_stopped"
}
