import RTP
import Wire

/// How one incoming stream is received, for report blocks (RFC 3550 §6.4.1, A.1, A.3, A.8).
package struct ReceptionStatistics: Sendable {
    /// A jump forward by more is a restart of the sender or nonsense (A.1).
    static let dropoutLimit: UInt16 = 3000
    /// Packets later than this are the same (A.1).
    static let misorderLimit: UInt16 = 100

    private let clockRate: Int64
    private var cycles: UInt32 = 0
    private var first: UInt32 = 0
    private var highest: UInt16 = 0
    private var received: UInt32 = 0
    private var isStarted = false
    /// The number that would confirm a restart.
    private var restart: UInt16?
    private var prior = (expected: UInt32(0), received: UInt32(0))
    private var arrival = Arrival()
    private var lastReport = (ntp: UInt32(0), at: MonotonicTime(nanoseconds: 0))

    /// The state of the jitter estimate.
    private struct Arrival {
        var transit: UInt32 = 0
        var rtpTimestamp: UInt32 = 0
        /// Sixteen times the jitter, in ticks.
        var scaledJitter: UInt32 = 0
        var isStarted = false
    }

    /// - Parameter clockRate: of the RTP clock, in ticks per second.
    package init(clockRate: Int) {
        self.clockRate = Int64(max(clockRate, 1))
    }

    /// Cycles in the upper half, highest sequence number in the lower.
    package var extendedHighestSequence: UInt32 { cycles &+ UInt32(highest) }

    /// In ticks of the RTP clock.
    package var jitter: UInt32 { arrival.scaledJitter >> 4 }

    /// Notes one packet of the stream itself; retransmissions on another stream do not count.
    package mutating func receive(
        _ sequenceNumber: UInt16, rtpTimestamp: UInt32, at now: MonotonicTime
    ) {
        guard isStarted else {
            start(at: sequenceNumber)
            note(rtpTimestamp, at: now)
            return
        }
        let step = sequenceNumber &- highest
        if step == 0 {
            received &+= 1  // Twice: A.3 lets the losses sink below zero.
        } else if step < Self.dropoutLimit {
            if sequenceNumber < highest { cycles &+= 1 << 16 }
            highest = sequenceNumber
            received &+= 1
            restart = nil
            note(rtpTimestamp, at: now)
        } else if step > 0 &- Self.misorderLimit {
            received &+= 1
        } else if sequenceNumber == restart {
            start(at: sequenceNumber)
        } else {
            restart = sequenceNumber &+ 1
        }
    }

    private mutating func start(at sequenceNumber: UInt16) {
        isStarted = true
        cycles = 0
        first = UInt32(sequenceNumber)
        highest = sequenceNumber
        received = 1
        prior = (0, 0)
        restart = nil
    }

    /// A.8, for packets in order; the packets of one frame share their timestamp and count once.
    private mutating func note(_ rtpTimestamp: UInt32, at now: MonotonicTime) {
        guard !arrival.isStarted || rtpTimestamp != arrival.rtpTimestamp else { return }
        let (seconds, rest) = now.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        let ticks = seconds &* clockRate &+ rest &* clockRate / 1_000_000_000
        let transit = UInt32(truncatingIfNeeded: ticks) &- rtpTimestamp
        if arrival.isStarted {
            let difference = Int32(bitPattern: transit &- arrival.transit).magnitude
            // A pause of the sender is no jitter; also keeps the sum within 32 bits.
            let bounded = min(difference, UInt32(truncatingIfNeeded: min(clockRate, 1 << 24)))
            arrival.scaledJitter =
                arrival.scaledJitter + bounded - ((arrival.scaledJitter + 8) >> 4)
        }
        arrival.transit = transit
        arrival.rtpTimestamp = rtpTimestamp
        arrival.isStarted = true
    }

    /// Notes the source's own report, which the next report blocks refer to.
    package mutating func receive(_ report: SenderReport, at now: MonotonicTime) {
        lastReport = (SenderReport.compact(ntp: report.ntp), now)
    }

    /// Ends a report interval.
    ///
    /// - Returns: `nil` before the first packet.
    package mutating func takeReport(ssrc: UInt32, at now: MonotonicTime) -> ReportBlock? {
        guard isStarted else { return nil }
        let expected = extendedHighestSequence &- first &+ 1
        let lost = Int32(truncatingIfNeeded: Int64(expected) - Int64(received))

        let expectedNow = expected &- prior.expected
        let lostNow = Int64(expectedNow) - Int64(received &- prior.received)
        prior = (expected, received)
        let fraction =
            expectedNow > 0 && lostNow > 0 ? min(lostNow * 256 / Int64(expectedNow), 255) : 0

        return ReportBlock(
            ssrc: ssrc, fractionLost: UInt8(fraction), cumulativeLost: lost,
            extendedHighestSequence: extendedHighestSequence, jitter: jitter,
            lastSenderReport: lastReport.ntp,
            delaySinceLastSenderReport: lastReport.ntp == 0 ? 0 : delay(until: now))
    }

    /// In 1/65536 s, at most what 32 bits can say.
    private func delay(until now: MonotonicTime) -> UInt32 {
        let milliseconds = max((now - lastReport.at).milliseconds, 0)
        return UInt32(min(min(milliseconds, 1 << 40) * 65_536 / 1_000, Int64(UInt32.max)))
    }
}
