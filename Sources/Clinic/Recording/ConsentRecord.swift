/// An answer about being recorded, as it is stored: the last one of each person counts.
package struct ConsentRecord: Hashable, Sendable {
    /// What was answered.
    package enum Answer: String, Hashable, Sendable, CaseIterable {
        case agreed
        case refused
        case withdrawn
    }

    package let hospital: HospitalID
    package let appointment: AppointmentID
    package let room: CallRoomID
    package let person: PersonID
    package let participant: ParticipantID
    package let answer: Answer
    package let at: WallTime

    package init(
        hospital: HospitalID, appointment: AppointmentID, room: CallRoomID, person: PersonID,
        participant: ParticipantID, answer: Answer, at: WallTime
    ) {
        self.hospital = hospital
        self.appointment = appointment
        self.room = room
        self.person = person
        self.participant = participant
        self.answer = answer
        self.at = at
    }
}
