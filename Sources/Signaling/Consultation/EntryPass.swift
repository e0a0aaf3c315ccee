import Clinic

/// The door's word for a connection: who it is, and on what grounds he may enter which room.
package struct EntryPass: Hashable, Sendable, PersonalData {
    package let person: Person
    /// What the person is in the appointment.
    package let role: Role
    package let appointment: AppointmentID
    package let room: CallRoomID
    /// Of the join token behind it.
    package let token: SecretHash
    /// The hash of the call session's key, to which the token is bound.
    package let session: SecretHash
    /// When the token ends, and the connection with it.
    package let expiresAt: WallTime
    /// The call session's key for a client that has no cookie: it is the resume secret then.
    package let resumeKey: BearerSecret?
    /// The client's address for the audit, without its port.
    package let source: String?
    /// What the client calls the server, as it came.
    package let host: String?

    var originator: Originator { Originator(person: person.id, source: source) }

    package var redacted: String { "EntryPass(\(person.id))" }
}
