import Clinic

/// What came of inviting somebody to a running call.
package enum GuestInvitation: Sendable {
    /// His link is made from the ticket, which is shown once.
    case invited(Person, CallTicket)
    /// Nothing is left of the name.
    case unusableName
    /// The appointment has as many guests as it may.
    case full
    /// The person is no guest of this appointment.
    case unknownGuest
    case refused(AccessRefusal)
    /// There is no room for the call here.
    case unavailable
}
