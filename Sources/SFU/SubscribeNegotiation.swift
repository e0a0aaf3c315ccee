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
        /// As it stands in the next offer.
        var offered: OfferedSection
        /// `nil`: inactive.
        var subscription: Subscription?
        /// The browser has answered since this section became inactive.
        var isFree = false
    }

    private(set) var sections: [Section] = []
    private(set) var isAwaitingAnswer = false
    /// The offer that is out, or is about to be, has new ICE credentials.
    private(set) var isRestarting = false
    private(set) var version: UInt64 = 0
    private var isDirty = false

    /// Whether an offer should be made now.
    var needsOffer: Bool { isDirty && !isAwaitingAnswer && !sections.isEmpty }

    /// Gives the subscription a section.
    ///
    /// - Returns: its mid; `nil` at the limit.
    mutating func add(_ subscription: Subscription) -> String? {
        let kind = subscription.codec.kind
        let free = sections.firstIndex { $0.isFree && $0.offered.kind == kind }
        guard free != nil || sections.count < Self.sectionLimit else { return nil }
        isDirty = true
        let mid = free.map { sections[$0].offered.mid } ?? String(sections.count)
        let section = Section(
            offered: subscription.offered(mid: mid, isActive: true), subscription: subscription)
        if let free {
            sections[free] = section
        } else {
            sections.append(section)
        }
        return mid
    }

    mutating func remove(_ subscription: Subscription) {
        for index in sections.indices where sections[index].subscription === subscription {
            sections[index].subscription = nil
            sections[index].offered = subscription.offered(
                mid: sections[index].offered.mid, isActive: false)
            isDirty = true
        }
    }

    /// The next offer is made even if one is out: the browser lost its connection.
    mutating func restart() {
        isAwaitingAnswer = false
        isRestarting = true
        isDirty = true
    }

    /// What the browser is answering.
    private(set) var offered: [OfferedSection] = []

    /// The caller sends an offer of ``sections`` now.
    mutating func sendOffer() {
        offered = sections.map(\.offered)
        isDirty = false
        isAwaitingAnswer = true
        version += 1
    }

    mutating func answered() {
        isAwaitingAnswer = false
        isRestarting = false
        guard !isDirty else { return }
        for index in sections.indices where sections[index].subscription == nil {
            sections[index].isFree = true
        }
    }
}
