import Clinic
import Testing

@Suite struct RecordingConsentTests {
    static let doctor = ParticipantID(rawValue: "d")
    static let patient = ParticipantID(rawValue: "p")
    static let guest = ParticipantID(rawValue: "g")

    static func room(
        _ withdrawal: HospitalPolicies.Withdrawal = .stopsForAll, allowed: Bool = true
    ) -> RecordingConsent {
        var room = RecordingConsent(isAllowed: allowed, withdrawal: withdrawal)
        #expect(room.join(doctor, as: .doctor) == [])
        #expect(room.join(patient, as: .patient) == [])
        return room
    }

    static func recording(_ withdrawal: HospitalPolicies.Withdrawal) -> RecordingConsent {
        var room = room(withdrawal)
        #expect(room.request(by: doctor) == .done([.ask(patient)]))
        #expect(
            room.answer(patient, agrees: true)
                == .done([.start, .grant(doctor), .grant(patient)]))
        return room
    }

    @Test func `a recording starts when the last one agrees`() {
        var room = Self.room()
        _ = room.join(Self.guest, as: .guest)

        #expect(room.request(by: Self.doctor) == .done([.ask(Self.guest), .ask(Self.patient)]))
        #expect(room.state == .asking)
        #expect(room.answer(Self.patient, agrees: true) == .done([]))
        #expect(room.writable.isEmpty)
        #expect(
            room.answer(Self.guest, agrees: true)
                == .done([.start, .grant(Self.doctor), .grant(Self.guest), .grant(Self.patient)]))
        #expect(room.state == .recording)
        #expect(room.writable == [Self.doctor, Self.patient, Self.guest])
    }

    @Test func `only a doctor of the room asks, only where it is allowed, and once`() {
        var room = Self.room()
        #expect(room.request(by: Self.patient) == .refused(.notADoctor))
        #expect(room.request(by: Self.guest) == .refused(.notInTheRoom))
        #expect(room.mayRequest(Self.doctor))
        _ = room.request(by: Self.doctor)
        #expect(room.request(by: Self.doctor) == .refused(.alreadyAsked))
        #expect(!room.mayRequest(Self.doctor))

        var forbidden = Self.room(allowed: false)
        #expect(forbidden.request(by: Self.doctor) == .refused(.hospitalForbids))
        #expect(!forbidden.mayRequest(Self.doctor))
    }

    @Test func `a refusal ends the question, and it may be asked again`() {
        var room = Self.room(.goesOnWithout)
        _ = room.request(by: Self.doctor)

        #expect(room.answer(Self.patient, agrees: false) == .done([.cancel(.refused)]))
        #expect(room.state == .off && room.writable.isEmpty)
        #expect(room.answer(Self.patient, agrees: true) == .refused(.nothingAsked))
        #expect(room.request(by: Self.doctor) == .done([.ask(Self.patient)]))
    }

    @Test func `who withdraws is not written, and the recording stops where the hospital says so`()
    {
        var room = Self.recording(.stopsForAll)

        #expect(
            room.answer(Self.patient, agrees: false)
                == .done([.revoke(Self.patient), .revoke(Self.doctor), .stop(.withdrawn)]))
        #expect(room.state == .stopped && room.writable.isEmpty)
    }

    @Test func `who withdraws is not written, and the recording goes on where it says so`() {
        var room = Self.recording(.goesOnWithout)

        #expect(room.answer(Self.patient, agrees: false) == .done([.revoke(Self.patient)]))
        #expect(room.state == .recording && room.writable == [Self.doctor])
        #expect(room.answer(of: Self.patient) == .withdrawn)
        #expect(room.answer(Self.patient, agrees: false) == .done([]))
        #expect(room.answer(Self.patient, agrees: true) == .done([.grant(Self.patient)]))
    }

    @Test func `who joins a recording is asked before he is written`() {
        var room = Self.recording(.goesOnWithout)

        #expect(room.join(Self.guest, as: .guest) == [.ask(Self.guest)])
        #expect(room.writable == [Self.doctor, Self.patient])
        #expect(room.answer(Self.guest, agrees: true) == .done([.grant(Self.guest)]))
        #expect(room.writable.contains(Self.guest))
    }

    @Test func `a refusal of one who joined later stops for all, or goes on without him`() {
        var stopping = Self.recording(.stopsForAll)
        _ = stopping.join(Self.guest, as: .guest)
        #expect(
            stopping.answer(Self.guest, agrees: false)
                == .done([.revoke(Self.doctor), .revoke(Self.patient), .stop(.refused)]))

        var going = Self.recording(.goesOnWithout)
        _ = going.join(Self.guest, as: .guest)
        #expect(going.answer(Self.guest, agrees: false) == .done([]))
        #expect(going.writable == [Self.doctor, Self.patient])
        #expect(going.answer(of: Self.guest) == .refused)
    }

    @Test func `who leaves and comes back is asked again`() {
        var room = Self.recording(.stopsForAll)

        #expect(room.leave(Self.patient) == [.revoke(Self.patient)])
        #expect(room.join(Self.patient, as: .patient) == [.ask(Self.patient)])
        #expect(room.writable == [Self.doctor])
    }

    @Test func `the leaving of one who has not answered lets the others begin`() {
        var room = Self.room()
        _ = room.join(Self.guest, as: .guest)
        _ = room.request(by: Self.doctor)
        _ = room.answer(Self.patient, agrees: true)

        #expect(room.leave(Self.guest) == [.start, .grant(Self.doctor), .grant(Self.patient)])
    }

    @Test func `the question goes with the doctor who asked`() {
        var room = Self.room()
        _ = room.request(by: Self.doctor)

        #expect(room.leave(Self.doctor) == [.cancel(.askerLeft)])
        #expect(room.answer(Self.patient, agrees: true) == .refused(.nothingAsked))
    }

    @Test func `the last one to leave ends the recording`() {
        var room = Self.recording(.stopsForAll)
        _ = room.leave(Self.patient)

        #expect(room.leave(Self.doctor) == [.revoke(Self.doctor), .stop(.everybodyLeft)])
        #expect(room.leave(Self.doctor) == [])
    }

    @Test func `a doctor stops it, a patient does not`() {
        var room = Self.recording(.stopsForAll)

        #expect(room.stop(by: Self.patient) == .refused(.notADoctor))
        #expect(
            room.stop(by: Self.doctor)
                == .done([.revoke(Self.doctor), .revoke(Self.patient), .stop(.doctorStopped)]))
        #expect(room.stop(by: Self.doctor) == .refused(.notRecording))
    }

    @Test func `an agreement does not outlive its recording`() {
        var room = Self.recording(.stopsForAll)
        _ = room.stop(by: Self.doctor)

        #expect(room.agreed.isEmpty)
        #expect(room.request(by: Self.doctor) == .done([.ask(Self.patient)]))
        #expect(room.writable.isEmpty)
    }

    @Test func `the end of the call ends what there is`() {
        var room = Self.recording(.stopsForAll)
        #expect(
            room.endCall()
                == [.revoke(Self.doctor), .revoke(Self.patient), .stop(.callEnded)])
        #expect(room.endCall() == [])

        var asking = Self.room()
        _ = asking.request(by: Self.doctor)
        #expect(asking.endCall() == [.cancel(.callEnded)])
    }

    @Test func `a doctor alone is recorded at once, and the patient is asked when he comes`() {
        var room = RecordingConsent(isAllowed: true, withdrawal: .stopsForAll)
        _ = room.join(Self.doctor, as: .doctor)

        #expect(room.request(by: Self.doctor) == .done([.start, .grant(Self.doctor)]))
        #expect(room.join(Self.patient, as: .patient) == [.ask(Self.patient)])
    }

    @Test func `a room has a bound, and who is beyond it is never written`() {
        var room = RecordingConsent(isAllowed: true, withdrawal: .stopsForAll)
        for index in 0..<80 {
            _ = room.join(ParticipantID(rawValue: "\(index)"), as: .guest)
        }

        #expect(room.answer(ParticipantID(rawValue: "70"), agrees: true) == .refused(.notInTheRoom))
    }
}
