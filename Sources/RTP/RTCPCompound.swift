import Wire

/// Walks a compound (or reduced-size, RFC 5506) RTCP packet, one block at a time (RFC 3550 §6.1).
///
///     var compound = RTCPCompound()
///     while let block = compound.next(in: packet) { switch block.kind { … } }
package struct RTCPCompound: Sendable {
    @usableFromInline var offset = 0
    /// Whether the walk ended before the end of the packet, at something that is no block.
    package private(set) var isMalformed = false

    package init() {}

    /// The next block of `packet`; `nil` at its end, and at the first malformed block.
    package mutating func next(in packet: RawSpan) -> RTCPBlock? {
        guard !isMalformed, offset < packet.byteCount else { return nil }
        guard let block = RTCPBlock(parsing: packet, at: offset) else {
            isMalformed = true
            return nil
        }
        offset += 4 * (Int(packet.uint16(at: offset + 2) ?? 0) + 1)
        return block
    }
}

/// One packet of a compound: where it lies and what its head says.
package struct RTCPBlock: Equatable, Sendable {
    /// What a block is, by packet type and format.
    package enum Kind: Sendable {
        case senderReport, receiverReport, sourceDescription, goodbye
        case genericNACK, transportFeedback
        case pictureLossIndication, fullIntraRequest, receiverEstimatedMaximumBitrate
        case other
    }

    /// 200 for a sender report, and so on.
    package let packetType: UInt8
    /// The five bits that count reports or sources, or name the feedback's format.
    package let count: UInt8
    /// The whole block, its four-byte head with it, padding left out.
    package let range: Range<Int>

    /// - Returns: `nil` where the block leaves the packet, or its padding the block.
    package init?(parsing packet: RawSpan, at offset: Int) {
        guard let first = packet.uint8(at: offset), first >> 6 == 2,
            let packetType = packet.uint8(at: offset + 1),
            let words = packet.uint16(at: offset + 2)
        else { return nil }
        let length = 4 * (Int(words) + 1)
        guard length <= packet.byteCount - offset else { return nil }

        var padding = 0
        if first & 0x20 != 0 {
            padding = Int(packet.uint8(at: offset + length - 1) ?? 0)
            guard padding > 0, padding <= length - 4 else { return nil }
        }
        self.packetType = packetType
        count = first & 0x1f
        range = offset..<(offset + length - padding)
    }

    /// What the block is; its length is not checked yet.
    package var kind: Kind {
        switch (packetType, count) {
        case (200, _): .senderReport
        case (201, _): .receiverReport
        case (202, _): .sourceDescription
        case (203, _): .goodbye
        case (205, 1): .genericNACK
        case (205, 15): .transportFeedback
        case (206, 1): .pictureLossIndication
        case (206, 4): .fullIntraRequest
        case (206, 15): .receiverEstimatedMaximumBitrate
        default: .other
        }
    }

    /// Whether the block is of `kind` and, its head with it, at least `byteCount` long.
    func isWhole(_ kind: Kind, _ byteCount: Int) -> Bool {
        self.kind == kind && range.count >= byteCount
    }
}

extension ByteWriter {
    /// Writes the head of an RTCP block without padding.
    ///
    /// - Parameter byteCount: of the whole block, a multiple of four.
    mutating func writeRTCPHead(_ packetType: UInt8, count: UInt8, byteCount: Int) {
        write(0x80 | count & 0x1f)
        write(packetType)
        write(UInt16(truncatingIfNeeded: byteCount / 4 - 1))
    }
}
