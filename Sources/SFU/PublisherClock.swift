/// The clock of one publisher, as its sender reports tell it, set against ours.
///
/// All streams of a publisher share one offset, so that whoever receives them by our clock keeps
/// them in step with each other exactly, whatever the network did to single reports.
package struct PublisherClock: Sendable {
    /// A later reading moves the offset by this share, to follow the drift of quartz.
    private static let smoothing: Int64 = 32
    /// The publisher has set its clock: begin anew. 1 s as 32.32 fixed point.
    private static let stepLimit: Int64 = 1 << 32

    /// Our NTP time minus the publisher's, 32.32 fixed point, network delay with it.
    private var offset: Int64?

    package init() {}

    /// Notes that a sender report with `ntp` arrived when our clock read `arrival`, both NTP times
    /// of 32.32 fixed point.
    package mutating func receive(ntp: UInt64, arrival: UInt64) {
        let reading = Int64(bitPattern: arrival &- ntp)
        guard let offset else {
            self.offset = reading
            return
        }
        let change = reading &- offset
        if change.magnitude > UInt64(Self.stepLimit) || change < 0 {
            self.offset = reading  // Less delay is nearer to the truth.
        } else {
            self.offset = offset &+ change / Self.smoothing
        }
    }

    /// What the publisher's clock reads when ours reads `ntp`; `nil` before its first report.
    package func publisherTime(at ntp: UInt64) -> UInt64? {
        offset.map { ntp &- UInt64(bitPattern: $0) }
    }
}
