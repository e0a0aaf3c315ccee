/// What was last decided at the door of a call about one who takes part in it, as it is stored.
package struct AdmissionRecord: Hashable, Sendable {
    package let hospital: HospitalID
    package let appointment: AppointmentID
    package let room: CallRoomID
    package let person: PersonID
    /// Let in; else a doctor sent him back to the waiting room.
    package let isAdmitted: Bool
    package let at: WallTime

    package init(
        hospital: HospitalID, appointment: AppointmentID, room: CallRoomID, person: PersonID,
        isAdmitted: Bool, at: WallTime
    ) {
        self.hospital = hospital
        self.appointment = appointment
        self.room = room
        self.person = person
        self.isAdmitted = isAdmitted
        self.at = at
    }
}
