/// One participant's connection in one call of an appointment.
package struct QualityReport: Hashable, Sendable {
    /// Calls of one appointment whose reports are kept: the latest.
    package static let callLimit = 20

    package let hospital: HospitalID
    package let appointment: AppointmentID
    package let room: CallRoomID
    package let person: PersonID
    package let role: Role
    package var log: QualityLog

    package init(
        hospital: HospitalID, appointment: AppointmentID, room: CallRoomID, person: PersonID,
        role: Role, log: QualityLog
    ) {
        self.hospital = hospital
        self.appointment = appointment
        self.room = room
        self.person = person
        self.role = role
        self.log = log
    }
}
