import RTP

/// The RTP clock of one source, as its sender reports tell it, for the reports that its subscribers
/// get from us (RFC 3550 §6.4.1).
package struct SenderReportMapping: Sendable {
    private let clockRate: Int64
    private var last: (ntp: UInt64, rtpTimestamp: UInt32)?

    /// - Parameter clockRate: of the RTP clock, in ticks per second.
    package init(clockRate: Int) {
        self.clockRate = Int64(max(clockRate, 1))
    }

    /// Notes the source's own report.
    package mutating func receive(_ report: SenderReport) {
        last = (report.ntp, report.rtpTimestamp)
    }

    /// What the source's RTP clock reads at an NTP time of its publisher; `nil` before its first
    /// report.
    package func rtpTimestamp(atPublisherTime ntp: UInt64) -> UInt32? {
        guard let last else { return nil }
        let elapsed = Int64(bitPattern: ntp &- last.ntp)
        // Whole seconds and the fraction apart, so that neither product can overflow.
        let seconds = elapsed >> 32
        let fraction = elapsed & 0xffff_ffff
        let ticks = seconds &* clockRate &+ (fraction &* clockRate) >> 32
        return last.rtpTimestamp &+ UInt32(truncatingIfNeeded: ticks)
    }

    /// The report for one subscription, by our clock.
    ///
    /// - Parameters:
    ///   - ntp: now, by our clock, 32.32 fixed point.
    ///   - clock: of the source's publisher.
    ///   - rewriter: of the subscription; its current source is this one.
    /// - Returns: `nil` before the source's first report.
    package func report(
        at ntp: UInt64, clock: PublisherClock, rewriter: borrowing StreamRewriter,
        packetCount: UInt32, octetCount: UInt32
    ) -> SenderReport? {
        guard let publisherTime = clock.publisherTime(at: ntp),
            let rtpTimestamp = rtpTimestamp(atPublisherTime: publisherTime)
        else { return nil }
        return SenderReport(
            ssrc: rewriter.ssrc, ntp: ntp, rtpTimestamp: rewriter.outgoing(rtpTimestamp),
            packetCount: packetCount, octetCount: octetCount)
    }
}
