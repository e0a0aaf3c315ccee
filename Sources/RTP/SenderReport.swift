import Wire

/// A sender's clock, counters and perhaps reports of its own receiving (RFC 3550 §6.4.1).
package struct SenderReport: Equatable, Sendable {
    package let ssrc: UInt32
    /// 32.32 fixed-point seconds since 1900.
    package let ntp: UInt64
    /// The same instant by the stream's RTP clock.
    package let rtpTimestamp: UInt32
    /// Packets sent since the beginning.
    package let packetCount: UInt32
    /// Payload bytes sent, headers and padding left out.
    package let octetCount: UInt32
    /// Where the report blocks lie in the packet this was decoded from.
    package let reports: ReportBlockList

    static let packetType: UInt8 = 200
    static let headLength = 28

    package init(
        ssrc: UInt32, ntp: UInt64, rtpTimestamp: UInt32, packetCount: UInt32, octetCount: UInt32
    ) {
        self.ssrc = ssrc
        self.ntp = ntp
        self.rtpTimestamp = rtpTimestamp
        self.packetCount = packetCount
        self.octetCount = octetCount
        reports = ReportBlockList()
    }

    /// - Returns: `nil` where the block is another or too short for what it counts.
    package init?(parsing packet: RawSpan, block: RTCPBlock) {
        let start = block.range.lowerBound
        guard block.isWhole(.senderReport, Self.headLength),
            let ssrc = packet.uint32(at: start + 4), let ntp = packet.uint64(at: start + 8),
            let rtpTimestamp = packet.uint32(at: start + 16),
            let packetCount = packet.uint32(at: start + 20),
            let octetCount = packet.uint32(at: start + 24),
            let reports = ReportBlockList(block: block, headLength: Self.headLength)
        else { return nil }
        self.ssrc = ssrc
        self.ntp = ntp
        self.rtpTimestamp = rtpTimestamp
        self.packetCount = packetCount
        self.octetCount = octetCount
        self.reports = reports
    }

    /// The middle 32 bits of `ntp`, which report blocks refer to.
    package static func compact(ntp: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: ntp >> 16) }

    /// Writes this report with the first 31 of `blocks`; ``reports`` plays no part.
    package func write(blocks: [ReportBlock] = [], to writer: inout ByteWriter) {
        let blocks = blocks.prefix(ReportBlock.limit)
        writer.writeRTCPHead(
            Self.packetType, count: UInt8(blocks.count),
            byteCount: Self.headLength + blocks.count * ReportBlock.byteCount)
        writer.write(ssrc)
        writer.write(ntp)
        writer.write(rtpTimestamp)
        writer.write(packetCount)
        writer.write(octetCount)
        for block in blocks { block.write(to: &writer) }
    }
}
