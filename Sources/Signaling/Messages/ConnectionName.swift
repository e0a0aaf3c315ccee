/// Which of a participant's two peer connections a description or candidate belongs to.
package enum ConnectionName: String, Hashable, Sendable, Codable, CaseIterable {
    /// What the client sends: the client offers, the relay answers.
    case publish
    /// What the client receives: the relay offers, the client answers.
    case subscribe
}
