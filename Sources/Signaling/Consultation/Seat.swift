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
        /// Nothing carries it now; what is sent waits, and the seat is kept for the grace time.
        case interrupted(ConnectionID, since: WallTime)
        /// Broken; the seat is kept for the grace time.
        case dropped(at: WallTime)
    }

    /// What is sent to.
    var connection: ConnectionID? {
        switch link {
        case .connected(let connection), .interrupted(let connection, _): connection
        case .dropped: nil
        }
    }

    var isConnected: Bool {
        if case .connected = link { true } else { false }
    }

    /// When the connection broke; `nil` while there is one.
    var brokenAt: WallTime? {
        switch link {
        case .connected: nil
        case .interrupted(_, let since): since
        case .dropped(let droppedAt): droppedAt
        }
    }

    var state: ParticipantState {
        ParticipantState(
            id: participant, role: role, name: name, muted: muted,
            isSharingScreen: isSharingScreen, isConnected: isConnected,
            quality: quality.indicator, rung: rung)
    }

    var label: PersonLabel {
        PersonLabel(id: participant, name: name, role: role)
    }
}
