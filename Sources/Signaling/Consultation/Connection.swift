import Clinic

/// One client's connection, from the door until it closes.
struct Connection: Sendable {
    let pass: EntryPass
    let outbound: OutboundQueue
    /// `nil` until it has joined.
    var participant: ParticipantID?
    var lastReceivedAt: WallTime
}
