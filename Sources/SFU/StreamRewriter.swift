import Wire

/// Makes packets taken from several source streams look like one stream to a subscriber.
///
/// Each source has its own SSRC, sequence numbers and timestamps; the subscriber must see none of
/// that (RFC 3550 §5.1). Losses on the way in stay gaps, so that they can be repaired; packets left
/// out on purpose close theirs. A late packet gets the number that was kept for it. No number is
/// given out twice, because SRTP must never protect two packets under one.
///
/// Hot path: no allocation, a few hundred bytes.
package struct StreamRewriter: Sendable {
    /// What the header of an outgoing packet says.
    package struct Numbers: Equatable, Sendable {
        package let sequenceNumber: UInt16
        package let timestamp: UInt32

        package init(sequenceNumber: UInt16, timestamp: UInt32) {
            self.sequenceNumber = sequenceNumber
            self.timestamp = timestamp
        }
    }

    /// The one SSRC the subscriber was told about in SDP.
    package let ssrc: UInt32
    private let firstSequenceNumber: UInt16
    private var source: SourceNumbers?
    private var sent = SentNumbers()
    private var timestampOffset: UInt32 = 0
    /// Outgoing, of the packet with the newest sequence number.
    private var newestTimestamp: UInt32 = 0

    /// - Parameters:
    ///   - ssrc: the one SSRC the subscriber was told about in SDP.
    ///   - firstSequenceNumber: low, so that losing the first packets cannot hide a wrap from the
    ///     receiver's SRTP (RFC 3711 §3.3.1).
    package init(
        ssrc: UInt32, firstSequenceNumber: UInt16 = .random(in: 1...0x7fff)
    ) {
        self.ssrc = ssrc
        self.firstSequenceNumber = firstSequenceNumber
    }

    /// Re-anchors on the first packet of another source stream, or of the same after a pause.
    ///
    /// Packets of before are refused from then on. Does nothing before the first packet was sent.
    ///
    /// - Parameters:
    ///   - gap: time between the newest packet sent and this one.
    ///   - clockRate: of the RTP clock, in ticks per second.
    package mutating func switchSource(
        toFirst sequenceNumber: UInt16, timestamp: UInt32, gap: Duration, clockRate: Int
    ) {
        guard let newest = sent.newest else { return }
        source = SourceNumbers(first: sequenceNumber, sentAs: newest + 1)
        let ticks = max(gap.milliseconds, 0).multipliedReportingOverflow(by: Int64(clockRate))
        let step = max(ticks.overflow ? 1 : ticks.partialValue / 1_000, 1)
        timestampOffset =
            newestTimestamp &+ UInt32(truncatingIfNeeded: step) &- timestamp
    }

    /// The numbers that the source's packet gets.
    ///
    /// - Returns: `nil` where the packet is of before the last switch, was sent or skipped already,
    ///   or comes more than ``SentNumbers/window`` packets late: do not send it.
    package mutating func rewrite(
        _ sequenceNumber: UInt16, _ timestamp: UInt32
    ) -> Numbers? {
        if source == nil {
            source = SourceNumbers(first: sequenceNumber, sentAs: Int64(firstSequenceNumber))
        }
        guard let number = source?.outgoing(sequenceNumber) else { return nil }
        let isNewest = sent.newest.map { number > $0 } ?? true
        guard sent.insert(number) else { return nil }

        let outgoing = timestamp &+ timestampOffset
        if isNewest { newestTimestamp = outgoing }
        return Numbers(
            sequenceNumber: UInt16(truncatingIfNeeded: number), timestamp: outgoing)
    }

    /// Leaves the source's packet out on purpose: padding alone, or a layer not wanted.
    ///
    /// - Returns: whether no gap remains. `false` where later packets have their numbers already:
    ///   the subscriber then waits for this number, and ``rewrite(_:_:)`` gives it for an empty
    ///   packet to fill the gap with.
    @discardableResult
    package mutating func skip(_ sequenceNumber: UInt16) -> Bool {
        source?.skip(sequenceNumber) ?? true
    }

    /// A timestamp of the current source on the clock that the subscriber sees.
    package func outgoing(_ timestamp: UInt32) -> UInt32 { timestamp &+ timestampOffset }
}
