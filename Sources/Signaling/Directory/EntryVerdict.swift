/// Whether a client may open the signaling of a room.
package enum EntryVerdict: Hashable, Sendable {
    case allowed(EntryPass)
    /// Audited already.
    case refused(EntryRefusal)
}
