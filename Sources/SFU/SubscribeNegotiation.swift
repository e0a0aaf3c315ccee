import SDP

/// What an endpoint is offered to receive, section by section, over the life of its connection.
///
///     settled ──change──▶ dirty ──offer──▶ offered ──answer──▶ settled
///
/// Sections are never removed, because a browser refuses that (RFC 9429 §5.2.2): one whose
/// publication has ended becomes inactive, and is taken again by a later publication of its kind
/// once the browser has answered that. One offer is out at a time; changes meanwhile wait.
struct SubscribeNegotiation {
    /// RFC 8866 sets no limit; a browser with this many sections has reloaded nothing for days.
    static let sectionLimit = 64

    struct Section {
        let mid: String
        let kind: MediaKind
        /// `nil`: inactive.
        var subscription: Subscription?
        /// The browser has answered since this section became inactive.
        var isFree = false
    }

    private(set) var sections: [Section] = []
    private(set) var isAwaitingAnswer = false
    private(set) var version: UInt64 = 0
    private var isDirty = false

    /// Whether an offer should be made now.
    var needsOffer: Bool { isDirty && !isAwaitingAnswer && !sections.isEmpty }

    /// Gives the subscription a section.
    ///
    /// - Returns: its mid; `nil` at the limit.
    mutating func add(_ subscription: Subscription, kind: MediaKind) -> String? {
        let free = sections.firstIndex { $0.isFree && $0.subscription == nil && $0.kind == kind }
        if let free {
            sections[free].subscription = subscription
            sections[free].isFree = false
            isDirty = true
            return sections[free].mid
        }
        guard sections.count < Self.sectionLimit else { return nil }
        let mid = String(sections.count)
        sections.append(Section(mid: mid, kind: kind, subscription: subscription))
        isDirty = true
        return mid
    }

    mutating func remove(_ subscription: Subscription) {
        for index in sections.indices where sections[index].subscription === subscription {
            sections[index].subscription = nil
            sections[index].isFree = false
            isDirty = true
        }
    }

    /// The next offer is made even if one is out: the browser lost its connection.
    mutating func restart() {
        isAwaitingAnswer = false
        isDirty = true
    }

    /// The caller sends an offer of ``sections`` now.
    mutating func offered() {
        isDirty = false
        isAwaitingAnswer = true
        version += 1
    }

    mutating func answered() {
        isAwaitingAnswer = false
        guard !isDirty else { return }
        for index in sections.indices where sections[index].subscription == nil {
            sections[index].isFree = true
        }
    }
}
