import Clinic

/// What the others see of a participant.
package struct ParticipantState: Hashable, Sendable, Codable, PersonalData {
    package let id: ParticipantID
    package let role: Role
    package let name: String
    package var muted: MuteState
    package var isSharingScreen: Bool
    /// `false` while the signaling connection is broken, within the grace time.
    package var isConnected: Bool
    /// `nil` before it was measured.
    package var quality: QualityIndicator?
    /// The way that his media takes; `nil` before he has told it.
    package var rung: MediaRung?

    package init(
        id: ParticipantID, role: Role, name: String, muted: MuteState = MuteState(),
        isSharingScreen: Bool = false, isConnected: Bool = true, quality: QualityIndicator? = nil,
        rung: MediaRung? = nil
    ) {
        self.id = id
        self.role = role
        self.name = name
        self.muted = muted
        self.isSharingScreen = isSharingScreen
        self.isConnected = isConnected
        self.quality = quality
        self.rung = rung
    }

    private enum CodingKeys: String, CodingKey {
        case id, role, name, muted, quality, rung
        case isSharingScreen = "screen"
        case isConnected = "connected"
    }

    package var redacted: String { "ParticipantState(\(id))" }
}
