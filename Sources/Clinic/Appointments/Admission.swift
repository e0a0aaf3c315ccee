/// Whether one who may enter a call's room takes part at once.
package enum Admission: Hashable, Sendable {
    case admit
    /// Into the waiting room: nothing of him is forwarded or recorded and nothing reaches him.
    case wait(WaitingReason)
    case refuse(Refusal)

    /// Why somebody who may enter waits.
    package enum WaitingReason: String, Hashable, Sendable {
        case doctorAbsent = "doctor_absent"
        /// The hospital admits one by one.
        case doctorDecides = "doctor_decides"
    }

    /// Why somebody may not enter.
    package enum Refusal: String, Hashable, Sendable {
        case otherHospital = "other_hospital"
        case notInvited = "not_invited"
        case callNotStarted = "call_not_started"
        case callEnded = "call_ended"
    }
}

/// What the room knows about one who asks to enter.
package struct RoomPresence: Hashable, Sendable {
    /// The appointment's doctor holds a seat now, or is within his grace.
    package var isDoctorPresent: Bool
    /// Admitted before in this call and not sent back.
    package var wasAdmitted: Bool

    package init(isDoctorPresent: Bool, wasAdmitted: Bool = false) {
        self.isDoctorPresent = isDoctorPresent
        self.wasAdmitted = wasAdmitted
    }
}

extension Appointment {
    /// The whole admission policy, in one place and without I/O. The token is checked before.
    package func admission(
        of person: PersonID, from hospital: HospitalID, mode: HospitalPolicies.AdmissionMode,
        presence: RoomPresence
    ) -> Admission {
        guard hospital == self.hospital else { return .refuse(.otherHospital) }
        guard let role = role(of: person) else { return .refuse(.notInvited) }
        switch call.status {
        case .notStarted: return .refuse(.callNotStarted)
        case .ended: return .refuse(.callEnded)
        case .waiting, .inProgress: break
        }
        if role == .doctor || presence.wasAdmitted { return .admit }
        guard presence.isDoctorPresent else { return .wait(.doctorAbsent) }
        return mode == .automatic ? .admit : .wait(.doctorDecides)
    }
}
