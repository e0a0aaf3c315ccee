/// An answer about being recorded, as it is stored: the last one of each person counts.
package struct ConsentRecord: Hashable, Sendable {
    /// What was answered.
    package enum Answer: String, Hashable, Sendable, CaseIterable {
        case agreed
        case refused
        case withdrawn
    }

    /// How it was given.
    package enum Way: String, Hashable, Sendable, CaseIterable {
        /// A doctor asked for the recording, which is his agreement.
        case asked
        /// The question was answered.
        case answered
    }

    package let hospital: HospitalID
    package let appointment: AppointmentID
    package let room: CallRoomID
    package let person: PersonID
    package let participant: ParticipantID
    package let answer: Answer
    package let at: WallTime
    package let way: Way
    /// What was read before; `nil` where the page did not say.
    package let text: ConsentText?

    package init(
        hospital: HospitalID, appointment: AppointmentID, room: CallRoomID, person: PersonID,
        participant: ParticipantID, answer: Answer, at: WallTime, way: Way = .answered,
        text: ConsentText? = nil
    ) {
        self.hospital = hospital
        self.appointment = appointment
        self.room = room
        self.person = person
        self.participant = participant
        self.answer = answer
        self.at = at
        self.way = way
        self.text = text
    }

    /// For the audit log: `answered 2 de`.
    package var evidence: String {
        ([way.rawValue] + (text.map { [$0.version, $0.language] } ?? [])).joined(separator: " ")
    }
}
