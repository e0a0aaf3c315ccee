import Wire

/// What a receiver tells of one source (RFC 3550 §6.4.1).
package struct ReportBlock: Equatable, Sendable {
    /// The source told of.
    package var ssrc: UInt32
    /// Lost since the last report, of 256.
    package var fractionLost: UInt8
    /// Lost since the beginning, 24 bits; negative where packets came twice.
    package var cumulativeLost: Int32
    /// Cycles in the upper half, highest sequence number in the lower.
    package var extendedHighestSequence: UInt32
    /// In ticks of the source's RTP clock.
    package var jitter: UInt32
    /// The middle 32 bits of the NTP time of the last sender report; 0 before the first.
    package var lastSenderReport: UInt32
    /// Since that report arrived, in 1/65536 s.
    package var delaySinceLastSenderReport: UInt32

    static let byteCount = 24
    /// As many as a report can count (five bits).
    package static let limit = 31

    package init(
        ssrc: UInt32, fractionLost: UInt8, cumulativeLost: Int32, extendedHighestSequence: UInt32,
        jitter: UInt32, lastSenderReport: UInt32, delaySinceLastSenderReport: UInt32
    ) {
        self.ssrc = ssrc
        self.fractionLost = fractionLost
        self.cumulativeLost = cumulativeLost
        self.extendedHighestSequence = extendedHighestSequence
        self.jitter = jitter
        self.lastSenderReport = lastSenderReport
        self.delaySinceLastSenderReport = delaySinceLastSenderReport
    }

    init?(parsing packet: RawSpan, at offset: Int) {
        guard offset >= 0, offset <= packet.byteCount - Self.byteCount,
            let ssrc = packet.uint32(at: offset), let fraction = packet.uint8(at: offset + 4),
            let lost = packet.uint24(at: offset + 5), let highest = packet.uint32(at: offset + 8),
            let jitter = packet.uint32(at: offset + 12), let last = packet.uint32(at: offset + 16),
            let delay = packet.uint32(at: offset + 20)
        else { return nil }
        self.init(
            ssrc: ssrc, fractionLost: fraction,
            cumulativeLost: Int32(bitPattern: lost << 8) >> 8,  // The 24th bit is the sign.
            extendedHighestSequence: highest, jitter: jitter, lastSenderReport: last,
            delaySinceLastSenderReport: delay)
    }

    func write(to writer: inout ByteWriter) {
        let lost = min(max(cumulativeLost, -0x80_0000), 0x7f_ffff)
        writer.write(ssrc)
        writer.write(fractionLost)
        writer.writeUInt24(UInt32(bitPattern: lost))
        writer.write(extendedHighestSequence)
        writer.write(jitter)
        writer.write(lastSenderReport)
        writer.write(delaySinceLastSenderReport)
    }

    /// How long the report was under way to us and back to its maker, in 1/65536 s.
    ///
    /// - Parameter arrival: the middle 32 bits of the NTP time at which it arrived, by the clock
    ///   of the sender reports it refers to.
    /// - Returns: `nil` before the first sender report, or where the figures make no sense.
    package func roundTrip(arrival: UInt32) -> UInt32? {
        guard lastSenderReport != 0 else { return nil }
        let roundTrip = arrival &- lastSenderReport &- delaySinceLastSenderReport
        return roundTrip < 0x8000_0000 ? roundTrip : nil
    }
}

/// The report blocks of one sender or receiver report, as a place in the packet.
package struct ReportBlockList: Equatable, Sendable {
    let start: Int
    /// 0...31; all of them lie within the packet.
    package let count: Int

    /// None.
    package init() {
        start = 0
        count = 0
    }

    init?(block: RTCPBlock, headLength: Int) {
        start = block.range.lowerBound + headLength
        count = Int(block.count)
        guard count * ReportBlock.byteCount <= block.range.upperBound - start else { return nil }
    }

    /// The block at `index`, read from the packet the list was found in.
    package func report(at index: Int, in packet: RawSpan) -> ReportBlock? {
        guard index >= 0, index < count else { return nil }
        return ReportBlock(parsing: packet, at: start + index * ReportBlock.byteCount)
    }
}
