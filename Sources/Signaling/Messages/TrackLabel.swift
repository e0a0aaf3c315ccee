import Clinic

/// Who publishes what a section of the subscribe offer carries.
package struct TrackLabel: Hashable, Sendable, Codable {
    package let mid: String
    package let participant: ParticipantID
    package let source: TrackSource

    package init(mid: String, participant: ParticipantID, source: TrackSource) {
        self.mid = mid
        self.participant = participant
        self.source = source
    }
}
