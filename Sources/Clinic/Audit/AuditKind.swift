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

    case guestInvited = "guest_invited"
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
    case recordingExported = "recording_exported"
    case recordingInterrupted = "recording_interrupted"
    case recordingResumed = "recording_resumed"
    case recordingHeld = "recording_held"
    case recordingReleased = "recording_released"
    case retentionChanged = "retention_changed"
    case recordingKeyRotated = "recording_key_rotated"
    case recordingOff = "recording_off"

    case reportStored = "report_stored"
    case reportOpened = "report_opened"

    case auditRead = "audit_read"
    case appointmentCreated = "appointment_created"
    case appointmentChanged = "appointment_changed"
    case appointmentCancelled = "appointment_cancelled"
    case personCreated = "person_created"
    case personDisabled = "person_disabled"
    case passwordSet = "password_set"
    case hospitalSaved = "hospital_saved"

    /// A program read something of people through the API; the detail says what.
    case apiRead = "api_read"
    case apiKeyCreated = "api_key_created"
    case apiKeyRevoked = "api_key_revoked"
    /// Tokens of the platform's own making; the detail is their issuer.
    case platformTrusted = "platform_trusted"
    case platformDistrusted = "platform_distrusted"
    case webhookSet = "webhook_set"
    case webhookRemoved = "webhook_removed"
    /// An event could not be delivered, and is not tried again.
    case webhookGivenUp = "webhook_given_up"

    case serverStarted = "server_started"
    case serverStopped = "server_stopped"
}
