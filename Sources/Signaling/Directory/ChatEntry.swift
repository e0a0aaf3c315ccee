import Clinic

/// What came of a line for an appointment's conversation.
package enum ChatEntry: Hashable, Sendable {
    case stored(ChatMessage)
    /// Empty or too long.
    case unusable
    /// 403, and audited already.
    case refused(AccessRefusal)
}
