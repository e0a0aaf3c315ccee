import Clinic
import Testing

@Suite struct AdmissionTests {
    private static func admission(
        of person: Person, call: VideoCall.Status = .waiting,
        mode: HospitalPolicies.AdmissionMode = .automatic, doctor isDoctorPresent: Bool = true,
        before wasAdmitted: Bool = false
    ) -> Admission {
        Samples.appointment(Samples.call(call)).admission(
            of: person.id, from: person.hospital, mode: mode,
            presence: RoomPresence(isDoctorPresent: isDoctorPresent, wasAdmitted: wasAdmitted))
    }

    @Test(arguments: HospitalPolicies.AdmissionMode.allCases, [true, false])
    func `the doctor is always admitted`(mode: HospitalPolicies.AdmissionMode, isThere: Bool) {
        #expect(Self.admission(of: Samples.doctor, mode: mode, doctor: isThere) == .admit)
    }

    @Test(arguments: [Samples.patient, Samples.guest])
    func `others wait until the doctor is there`(person: Person) {
        #expect(Self.admission(of: person, doctor: false) == .wait(.doctorAbsent))
        #expect(Self.admission(of: person, doctor: true) == .admit)
    }

    @Test(arguments: [Samples.patient, Samples.guest])
    func `where the hospital admits one by one the doctor decides`(person: Person) {
        #expect(Self.admission(of: person, mode: .oneByOne) == .wait(.doctorDecides))
        #expect(Self.admission(of: person, mode: .oneByOne, before: true) == .admit)
    }

    @Test func `one who was admitted stays so while the doctor is away`() {
        #expect(Self.admission(of: Samples.patient, doctor: false, before: true) == .admit)
    }

    @Test func `nobody enters a call that does not run`() {
        for person in [Samples.doctor, Samples.patient, Samples.guest] {
            #expect(
                Self.admission(of: person, call: .notStarted) == .refuse(.callNotStarted))
            #expect(
                Self.admission(of: person, call: .ended, before: true) == .refuse(.callEnded))
        }
    }

    @Test func `administrators, strangers and people of other hospitals are refused`() {
        #expect(Self.admission(of: Samples.admin) == .refuse(.notInvited))
        #expect(Self.admission(of: Samples.stranger) == .refuse(.notInvited))
        let namesake = Samples.person("doctor", .doctor, in: Samples.otherHospital)
        #expect(Self.admission(of: namesake) == .refuse(.otherHospital))
    }
}
