/// What a check of an audit chain found.
package enum AuditVerdict: Hashable, Sendable {
    case intact(count: Int64)
    /// The sequence of the first entry that is not as it was written.
    case broken(at: Int64, Flaw)

    /// What is wrong with the first bad entry.
    package enum Flaw: String, Hashable, Sendable {
        /// An entry was taken out, put in or moved.
        case wrongSequence = "wrong_sequence"
        case otherHospital = "other_hospital"
        case wrongPreviousHash = "wrong_previous_hash"
        /// A field was altered.
        case wrongHash = "wrong_hash"
        /// Entries were cut off at the end, or added past the log.
        case wrongEnd = "wrong_end"
        /// A stored value is none that could have been written.
        case unreadable
    }
}
