/// One way and what came of trying it.
package struct ReportLine: Hashable, Sendable, Codable {
    /// What came of it.
    package enum Outcome: String, Hashable, Sendable, Codable {
        case works
        case fails
        /// The client cannot try it, or had no time left.
        case untried
    }

    package let way: ConnectionWay
    package let outcome: Outcome
    /// From the first packet to being ready for media, in milliseconds.
    package var connectTime: Double?
    /// In milliseconds.
    package var roundTrip: Double?
    /// Lost on the way to the server, 0…1.
    package var loss: Double?
    /// Sent and arrived, in bits per second; the way may carry more.
    package var throughput: Double?
    /// A stable word on why it fails.
    package var reason: String?

    package init(way: ConnectionWay, outcome: Outcome) {
        self.way = way
        self.outcome = outcome
    }
}
