import Clinic

/// What came of a start or a join.
package enum CallEntry: Hashable, Sendable {
    case entered(CallTicket)
    /// 403, and audited already.
    case refused(AccessRefusal)
    /// 503: the media plane, or the limit of consultations.
    case unavailable
}
