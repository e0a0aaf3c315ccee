import Clinic

/// A participant in the consultation, through reloads and reconnects; waiting or taking part.
struct Seat: Sendable {
    let participant: ParticipantID
    let role: Role
    /// What is shown to the others.
    var name: String
    /// On what grounds he is here: of the latest connection.
    var pass: EntryPass
    var link: Link
    /// One browser's media; another after a reload.
    var endpoint: SeatEndpoint
    /// Mirrors the media plane, which is told first.
    var isAdmitted: Bool
    var muted = MuteState()
    var isSharingScreen = false
    var quality = QualityMeter()
    /// The way that media takes, as the client says.
    var rung: MediaRung?

    /// The signaling connection.
    enum Link: Hashable, Sendable {
        case connected(ConnectionID)
        /// Broken; the seat is kept for the grace time.
        case dropped(at: WallTime)
    }

    var connection: ConnectionID? {
        guard case .connected(let connection) = link else { return nil }
        return connection
    }

    var state: ParticipantState {
        ParticipantState(
            id: participant, role: role, name: name, muted: muted,
            isSharingScreen: isSharingScreen, isConnected: connection != nil,
            quality: quality.indicator)
    }

    var label: PersonLabel {
        PersonLabel(id: participant, name: name, role: role)
    }
}
