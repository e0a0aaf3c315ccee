import Clinic
import Testing

@Suite struct AccessTests {
    private static func verdict(
        _ person: Person, _ action: AppointmentAction, doctorsSee: Bool = true,
        call: VideoCall.Status = .inProgress
    ) -> AccessVerdict {
        Samples.appointment(Samples.call(call)).access(
            of: person, to: action,
            policies: HospitalPolicies(letsDoctorsSeeRecordings: doctorsSee))
    }

    /// The whole table of product rules: who may do what.
    @Test(
        arguments: [
            (.chat, [.doctor, .patient]),
            (.startCall, [.doctor]),
            (.inviteGuest, [.doctor]),
            (.joinCall, [.patient, .guest]),
            (.enterCall, [.doctor, .patient, .guest]),
            (.endCall, [.doctor, .patient]),
            (.viewStatus, [.doctor, .patient, .guest, .hospitalAdmin]),
            (.listRecordings, [.doctor, .hospitalAdmin]),
            (.playRecordings, [.doctor]),
            (.readAudit, [.hospitalAdmin]),
        ] as [(AppointmentAction, Set<Role>)])
    func `an action is for these roles and no others`(action: AppointmentAction, roles: Set<Role>) {
        for person in [Samples.doctor, Samples.patient, Samples.guest, Samples.admin] {
            let expected: AccessVerdict =
                roles.contains(person.role) ? .allowed : .refused(.roleMayNot)
            #expect(Self.verdict(person, action) == expected, "\(person.role)")
        }
    }

    @Test(arguments: AppointmentAction.allCases)
    func `whoever is not of the appointment may do nothing`(action: AppointmentAction) {
        #expect(Self.verdict(Samples.stranger, action) == .refused(.notOfThisAppointment))
        for role in Role.allCases {
            let namesake = Samples.person("doctor", role, in: Samples.otherHospital)
            #expect(Self.verdict(namesake, action) == .refused(.otherHospital))
        }
    }

    @Test func `a guest is a guest, whatever he is elsewhere`() {
        let second = Samples.person("guest", .doctor)

        #expect(Self.verdict(second, .startCall) == .refused(.roleMayNot))
        #expect(Self.verdict(second, .enterCall) == .allowed)
    }

    @Test func `a call that does not run cannot be joined`() {
        for status in [VideoCall.Status.notStarted, .ended] {
            #expect(
                Self.verdict(Samples.patient, .joinCall, call: status)
                    == .refused(.callNotRunning))
        }
        #expect(Self.verdict(Samples.patient, .joinCall, call: .waiting) == .allowed)
    }

    @Test func `recordings are shown to doctors only where the hospital says so`() {
        for action in [AppointmentAction.listRecordings, .playRecordings] {
            #expect(
                Self.verdict(Samples.doctor, action, doctorsSee: false)
                    == .refused(.hospitalForbids))
        }
        #expect(Self.verdict(Samples.admin, .listRecordings, doctorsSee: false) == .allowed)
    }

    @Test func `recording needs the hospital, the appointment and the relay`() {
        var appointment = Samples.appointment()

        #expect(HospitalPolicies().allowsRecording(of: appointment))
        #expect(!HospitalPolicies(allowsRecording: false).allowsRecording(of: appointment))
        #expect(!HospitalPolicies(mode: .peer).allowsRecording(of: appointment))
        appointment.isRecordingEnabled = false
        #expect(!HospitalPolicies().allowsRecording(of: appointment))
    }
}
