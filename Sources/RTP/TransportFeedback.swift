import Wire

/// When the packets of one connection arrived, by their transport-wide sequence numbers
/// (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1).
///
///     sender SSRC, media SSRC │ base sequence, status count │ reference time (24), count (8)
///     packet chunks: 16 bits each │ deltas: 8 or 16 bits for each packet received │ padding
package struct TransportFeedback: Equatable, Sendable {
    static let packetType: UInt8 = 205
    static let format: UInt8 = 15
    static let headLength = 20
    /// Ticks of 250 µs in one step of the reference time, 64 ms.
    package static let ticksPerReference: Int64 = 256
    /// The length of one tick, which arrivals are counted in.
    package static let tick = Duration.microseconds(250)

    package let senderSSRC: UInt32
    /// Any stream of the connection.
    package let mediaSSRC: UInt32
    /// Of the first packet told of.
    package let baseSequenceNumber: UInt16
    /// Packets told of, lost ones with them: 1...65535.
    package let statusCount: Int
    /// In 64 ms since an unknown start; signed, 24 bits.
    package let referenceTime: Int32
    /// Goes up by one with each feedback, modulo 256.
    package let feedbackCount: UInt8
    private let chunksStart: Int
    private let deltasStart: Int

    /// Decodes a block and checks that every status and every delta is there.
    ///
    /// - Returns: `nil` where the block is another, tells of nothing, has a reserved symbol, or is
    ///   too short for what it counts.
    package init?(parsing packet: RawSpan, block: RTCPBlock) {
        let start = block.range.lowerBound
        guard block.isWhole(.transportFeedback, Self.headLength),
            let sender = packet.uint32(at: start + 4), let media = packet.uint32(at: start + 8),
            let base = packet.uint16(at: start + 12), let count = packet.uint16(at: start + 14),
            let reference = packet.uint24(at: start + 16),
            let feedbackCount = packet.uint8(at: start + 19), count > 0
        else { return nil }
        senderSSRC = sender
        mediaSSRC = media
        baseSequenceNumber = base
        statusCount = Int(count)
        referenceTime = Int32(bitPattern: reference << 8) >> 8
        self.feedbackCount = feedbackCount
        chunksStart = start + Self.headLength

        // Walk the chunks to learn where the deltas start and how long they are.
        var offset = chunksStart
        var remaining = statusCount
        var deltaBytes = 0
        while remaining > 0 {
            guard offset <= block.range.upperBound - 2, let word = packet.uint16(at: offset)
            else { return nil }
            offset += 2
            let chunk = PacketChunk(word)
            let told = min(chunk.count, remaining)
            guard let bytes = chunk.deltaByteCount(ofFirst: told) else { return nil }
            deltaBytes += bytes
            remaining -= told
        }
        guard deltaBytes <= block.range.upperBound - offset else { return nil }
        deltasStart = offset
    }

    /// What is told of one packet.
    package struct Status: Equatable, Sendable {
        package let sequenceNumber: UInt16
        /// In ticks of 250 µs since the start of the reference time; `nil` where it did not arrive.
        package let arrival: Int64?
    }

    /// Walks the statuses in order of sequence number.
    package struct Statuses: Sendable {
        private var chunkOffset: Int
        private var deltaOffset: Int
        private var sequenceNumber: UInt16
        private var remaining: Int
        private var time: Int64
        private var chunk = PacketChunk(0)
        private var index = 0

        fileprivate init(_ feedback: TransportFeedback) {
            chunkOffset = feedback.chunksStart
            deltaOffset = feedback.deltasStart
            sequenceNumber = feedback.baseSequenceNumber
            remaining = feedback.statusCount
            time = Int64(feedback.referenceTime) * TransportFeedback.ticksPerReference
        }

        /// The next status, read from the packet the feedback was decoded from.
        package mutating func next(in packet: RawSpan) -> Status? {
            guard remaining > 0 else { return nil }
            while index >= chunk.count {
                guard let word = packet.uint16(at: chunkOffset) else { return nil }
                chunk = PacketChunk(word)
                chunkOffset += 2
                index = 0
            }
            var arrival: Int64?
            switch chunk.symbol(at: index) {
            case PacketChunk.smallDelta:
                time += Int64(packet.uint8(at: deltaOffset) ?? 0)
                deltaOffset += 1
                arrival = time
            case PacketChunk.largeDelta:
                time += Int64(Int16(bitPattern: packet.uint16(at: deltaOffset) ?? 0))
                deltaOffset += 2
                arrival = time
            default:
                break
            }
            defer {
                index += 1
                remaining -= 1
                sequenceNumber &+= 1
            }
            return Status(sequenceNumber: sequenceNumber, arrival: arrival)
        }
    }

    /// From the first status.
    package var statuses: Statuses { Statuses(self) }
}
