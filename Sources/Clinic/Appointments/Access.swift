/// Something that a signed-in person may want of an appointment.
package enum AppointmentAction: String, Hashable, Sendable, CaseIterable {
    case chat
    case startCall = "start_call"
    /// Ask for a way into the call; needs a running call.
    case joinCall = "join_call"
    /// Open the call page or its signaling, with a token besides.
    case enterCall = "enter_call"
    case endCall = "end_call"
    /// Give somebody without an account a way into the running call.
    case inviteGuest = "invite_guest"
    case viewStatus = "view_status"
    case viewQuality = "view_quality"
    case listRecordings = "list_recordings"
    case playRecordings = "play_recordings"
    case readAudit = "read_audit"
}

/// The answer to ``AppointmentAction``. A refused one gets 403 without a word; the reason is for
/// the audit log.
package enum AccessVerdict: Hashable, Sendable {
    case allowed
    case refused(AccessRefusal)
}

/// Why a person may not do what he asked for.
package enum AccessRefusal: String, Error, Hashable, Sendable {
    case otherHospital = "other_hospital"
    case notOfThisAppointment = "not_of_this_appointment"
    case roleMayNot = "role_may_not"
    case hospitalForbids = "hospital_forbids"
    case callNotRunning = "call_not_running"
    case appointmentCancelled = "appointment_cancelled"
    case unknownAppointment = "unknown_appointment"
    case notSignedIn = "not_signed_in"
}

extension Appointment {
    /// Whether `person` may do `action`: product rules of roles, in one place and without I/O.
    package func access(
        of person: Person, to action: AppointmentAction, policies: HospitalPolicies
    ) -> AccessVerdict {
        guard person.hospital == hospital else { return .refused(.otherHospital) }
        let role: Role
        if let own = self.role(of: person.id) {
            role = own
        } else if person.role == .hospitalAdmin {
            role = .hospitalAdmin
        } else {
            return .refused(.notOfThisAppointment)
        }
        guard action.roles.contains(role) else { return .refused(.roleMayNot) }
        switch action {
        case .startCall where isCancelled:
            return .refused(.appointmentCancelled)
        case .joinCall where !call.isRunning, .inviteGuest where !call.isRunning:
            return .refused(.callNotRunning)
        case .playRecordings where !policies.letsDoctorsSeeRecordings,
            .listRecordings where role == .doctor && !policies.letsDoctorsSeeRecordings:
            return .refused(.hospitalForbids)
        default:
            return .allowed
        }
    }
}

extension AppointmentAction {
    fileprivate var roles: Set<Role> {
        switch self {
        case .startCall, .playRecordings, .inviteGuest: [.doctor]
        case .chat, .endCall: [.doctor, .patient]
        case .joinCall: [.patient, .guest]
        case .enterCall: [.doctor, .patient, .guest]
        case .viewStatus: [.doctor, .patient, .guest, .hospitalAdmin]
        case .listRecordings, .viewQuality: [.doctor, .hospitalAdmin]
        case .readAudit: [.hospitalAdmin]
        }
    }
}
