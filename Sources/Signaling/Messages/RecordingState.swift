import Clinic

/// The state of recording as one participant may see it.
package struct RecordingState: Hashable, Sendable, Codable {
    /// The receiver's own answer.
    package enum Answer: String, Hashable, Sendable, Codable, CaseIterable {
        case none, pending, agreed, refused
    }

    /// As ``RecordingConsent/State``.
    package var state: String
    package var asked: [ParticipantID]
    /// Whose media is written, while recording.
    package var agreed: [ParticipantID]
    package var refused: [ParticipantID]
    package var you: Answer
    package var mayRequest: Bool
    /// While recording: something of those who agreed is not written now, for the disk refuses.
    package var interrupted: Bool

    package init(
        state: RecordingConsent.State, asked: [ParticipantID], agreed: [ParticipantID],
        refused: [ParticipantID], you: Answer, mayRequest: Bool,
        isInterrupted: Bool = false
    ) {
        self.state = state.rawValue
        self.asked = asked
        self.agreed = agreed
        self.refused = refused
        self.you = you
        self.mayRequest = mayRequest
        interrupted = isInterrupted
    }
}
