/// A person's way into one call, as it is stored: the secret itself was shown once.
///
/// The first use binds it to one call session; from then on only that session may use it. A newer
/// token of the same person, or a new start of the call, supersedes it.
package struct JoinToken: Hashable, Sendable {
    package let hash: SecretHash
    package let hospital: HospitalID
    package let appointment: AppointmentID
    package let room: CallRoomID
    package let person: PersonID
    /// What the person is in the appointment, not elsewhere.
    package let role: Role
    package let createdAt: WallTime
    /// First instant at which it is no longer good.
    package let expiresAt: WallTime
    /// The hash of the call session's key that used it first.
    package var session: SecretHash?
    package var supersededAt: WallTime?

    package init(
        hash: SecretHash, hospital: HospitalID, appointment: AppointmentID, room: CallRoomID,
        person: PersonID, role: Role, createdAt: WallTime, expiresAt: WallTime,
        session: SecretHash? = nil, supersededAt: WallTime? = nil
    ) {
        self.hash = hash
        self.hospital = hospital
        self.appointment = appointment
        self.room = room
        self.person = person
        self.role = role
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.session = session
        self.supersededAt = supersededAt
    }

    /// A new token for `person`, who must be of `appointment`, whose call must have a room.
    ///
    /// - Returns: the secret to show once and the record to store; `nil` where he is not of the
    ///   appointment or no call was ever started.
    package static func mint(
        for person: PersonID, in appointment: Appointment, at now: WallTime, lifetime: Duration
    ) -> (secret: BearerSecret, token: JoinToken)? {
        guard let role = appointment.role(of: person), let room = appointment.call.room
        else { return nil }
        let secret = BearerSecret.random()
        let token = JoinToken(
            hash: secret.hash, hospital: appointment.hospital, appointment: appointment.id,
            room: room, person: person, role: role, createdAt: now, expiresAt: now + lifetime)
        return (secret, token)
    }

    /// Whether `session` may use this token for `room` now. Pure: where the verdict says so, a
    /// store binds the token in the same transaction.
    package func verdict(
        for session: SecretHash, in room: CallRoomID, at now: WallTime
    ) -> TokenVerdict {
        guard room == self.room else { return .refused(.otherRoom) }
        guard supersededAt == nil else { return .refused(.superseded) }
        guard now < expiresAt else { return .refused(.expired) }
        guard let bound = self.session else { return .bindsNow }
        return bound == session ? .sameSession : .refused(.otherSession)
    }
}
