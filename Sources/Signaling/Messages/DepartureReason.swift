/// Why a participant isn't in the room any more.
package enum DepartureReason: String, Hashable, Sendable, Codable, CaseIterable {
    case left
    /// The connection broke and did not come back within the grace time.
    case disconnected
    /// A doctor sent him back.
    case waiting
}
