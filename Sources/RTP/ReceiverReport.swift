import Wire

/// Reports of one who sends nothing itself (RFC 3550 §6.4.2).
package struct ReceiverReport: Equatable, Sendable {
    /// Who reports.
    package let ssrc: UInt32
    /// Where the report blocks lie in the packet this was decoded from.
    package let reports: ReportBlockList

    static let packetType: UInt8 = 201
    static let headLength = 8

    /// - Returns: `nil` where the block is another or too short for what it counts.
    package init?(parsing packet: RawSpan, block: RTCPBlock) {
        guard block.isWhole(.receiverReport, Self.headLength),
            let ssrc = packet.uint32(at: block.range.lowerBound + 4),
            let reports = ReportBlockList(block: block, headLength: Self.headLength)
        else { return nil }
        self.ssrc = ssrc
        self.reports = reports
    }

    /// Writes a report with the first 31 of `blocks`; one without any may lead a compound packet.
    package static func write(
        ssrc: UInt32, blocks: [ReportBlock] = [], to writer: inout ByteWriter
    ) {
        let blocks = blocks.prefix(ReportBlock.limit)
        writer.writeRTCPHead(
            packetType, count: UInt8(blocks.count),
            byteCount: headLength + blocks.count * ReportBlock.byteCount)
        writer.write(ssrc)
        for block in blocks { block.write(to: &writer) }
    }
}
