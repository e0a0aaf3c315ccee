import Clinic

/// How large a client shows one picture that it receives.
package struct PictureView: Hashable, Sendable, Codable {
    package let participant: ParticipantID
    package let source: TrackSource
    /// In pixels of the screen; 0 while it is not to be seen.
    package let width: Int
    package let height: Int

    /// Pixels in one direction: more than any screen has.
    package static let sideLimit = 16_384

    package init(participant: ParticipantID, source: TrackSource, width: Int, height: Int) {
        self.participant = participant
        self.source = source
        self.width = width
        self.height = height
    }

    /// Whether it keeps to the limits of PROTOCOL.md.
    var isValid: Bool {
        source != .microphone && (0...Self.sideLimit).contains(width)
            && (0...Self.sideLimit).contains(height)
            && participant.rawValue.utf8.count <= MessageLimits.identifierByteCount
    }
}
