/// What a step of ``RecordingConsent`` asks its owner to do, in this order.
package enum ConsentEffect: Hashable, Sendable {
    /// Show the question to this participant.
    case ask(ParticipantID)
    /// The question is withdrawn; nothing had been written.
    case cancel(StopReason)
    /// Open the recording; nobody may be written yet.
    case start
    /// From now on this participant's media may be written.
    case grant(ParticipantID)
    /// From now on no packet of this participant may reach a writer.
    case revoke(ParticipantID)
    /// Close the recording. All were revoked before.
    case stop(StopReason)

    /// Why a recording stops.
    package enum StopReason: String, Hashable, Sendable {
        case doctorStopped = "doctor_stopped"
        case refused
        case withdrawn
        case askerLeft = "asker_left"
        case everybodyLeft = "everybody_left"
        case callEnded = "call_ended"
    }
}

/// The outcome of a step that a participant asked for.
package enum ConsentStep: Hashable, Sendable {
    /// Taken; without effects where it changed nothing.
    case done([ConsentEffect])
    case refused(ConsentRefusal)
}

/// Why a participant's step is not taken.
package enum ConsentRefusal: String, Hashable, Sendable {
    case notInTheRoom = "not_in_the_room"
    case notADoctor = "not_a_doctor"
    case hospitalForbids = "hospital_forbids_recording"
    case alreadyAsked = "recording_already_asked"
    case nothingAsked = "no_recording_asked"
    case notRecording = "not_recording"
}
