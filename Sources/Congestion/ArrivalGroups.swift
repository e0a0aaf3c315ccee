/// Gathers packets that left together into groups, and compares how far apart groups left and
/// arrived (draft-ietf-rmcat-gcc-02 §5.2).
///
/// Times are milliseconds on the sender's and on the receiver's clock; only differences count.
struct ArrivalGroups: Sendable {
    /// How two successive groups differ.
    struct Difference: Equatable, Sendable {
        let sent: Double
        let arrived: Double
        /// Of the later group's last packet.
        let arrivedAt: Double
    }

    private struct Group {
        var firstSentAt: Double
        var lastSentAt: Double
        var firstArrivedAt: Double
        var lastArrivedAt: Double
    }

    /// Packets that left within this time are one group.
    static let span = 5.0
    /// A group that has grown for this long is closed.
    private static let burstLimit = 100.0
    /// The receiver's clock has jumped.
    private static let jumpLimit = 3_000.0

    private var current: Group?
    private var previous: Group?

    /// Takes one packet; in the order of sending. One that left before the current group is late
    /// and tells nothing.
    mutating func receive(sentAt: Double, arrivedAt: Double) -> Difference? {
        guard var group = current else {
            start(sentAt, arrivedAt)
            return nil
        }
        guard sentAt >= group.firstSentAt else { return nil }
        guard isNext(sentAt, arrivedAt, after: group) else {
            group.lastSentAt = max(group.lastSentAt, sentAt)
            group.lastArrivedAt = max(group.lastArrivedAt, arrivedAt)
            current = group
            return nil
        }
        defer { start(sentAt, arrivedAt) }
        guard let former = previous else {
            previous = group
            return nil
        }
        previous = group
        let difference = Difference(
            sent: group.lastSentAt - former.lastSentAt,
            arrived: group.lastArrivedAt - former.lastArrivedAt, arrivedAt: group.lastArrivedAt)
        guard abs(difference.arrived - difference.sent) < Self.jumpLimit else {
            previous = nil
            return nil
        }
        // Overtaken as a whole: only its order tells, and that is not delay.
        return difference.arrived < 0 ? nil : difference
    }

    private mutating func start(_ sentAt: Double, _ arrivedAt: Double) {
        current = Group(
            firstSentAt: sentAt, lastSentAt: sentAt, firstArrivedAt: arrivedAt,
            lastArrivedAt: arrivedAt)
    }

    private func isNext(_ sentAt: Double, _ arrivedAt: Double, after group: Group) -> Bool {
        guard sentAt - group.firstSentAt > Self.span else { return false }
        // What left later but arrives right behind waited in the same queue: it is one burst.
        let waited = (arrivedAt - group.lastArrivedAt) - (sentAt - group.lastSentAt)
        let isBurst =
            waited < 0 && arrivedAt - group.lastArrivedAt <= Self.span
            && arrivedAt - group.firstArrivedAt < Self.burstLimit
        return !isBurst
    }
}
