import Clinic

/// The way into a call for one person, to be shown once.
package struct CallTicket: Hashable, Sendable {
    package let appointment: AppointmentID
    package let room: CallRoomID
    /// For `/appointments/{id}/video-call/?token=`.
    package let token: BearerSecret
}
