import RTP
import Wire

/// When the packets of one connection came, by their transport-wide numbers, until the next feedback
/// tells of them (draft-holmer-rmcat-transport-wide-cc-extensions-01).
struct ArrivalLog {
    private static let limit = 480
    private static let nanosecondsPerTick: Int64 = 250_000

    /// The header extension's id; 0 where there is none, so that no log is kept.
    private let id: UInt8
    private var base: UInt16 = 0
    private var ticks: [Int64] = []
    private var feedbackCount: UInt8 = 0

    init(id: UInt8) {
        self.id = id
        if id > 0 { ticks.reserveCapacity(Self.limit) }
    }

    var isKept: Bool { id > 0 }
    var isEmpty: Bool { ticks.isEmpty }

    /// - Parameter packet: from its header on; that the header is whole is not given.
    mutating func note(_ packet: UnsafeRawBufferPointer, now: MonotonicTime) {
        guard let number = number(in: packet) else { return }
        let tick = now.nanoseconds / Self.nanosecondsPerTick
        if ticks.isEmpty {
            base = number
            ticks.append(tick)
            return
        }
        let place = Int(Int16(bitPattern: number &- base))
        guard place >= 0, place < Self.limit else { return }
        while ticks.count < place { ticks.append(TransportFeedback.notReceived) }
        if place == ticks.count { ticks.append(tick) } else { ticks[place] = tick }
    }

    /// In a one-byte header extension block (RFC 8285 §4.2).
    private func number(in packet: UnsafeRawBufferPointer) -> UInt16? {
        let head = RTPHeader.fixedLength + 4 * Int(packet[0] & 0x0f)
        guard packet[0] & 0x10 != 0, packet.count >= head + 4, packet[head] == 0xbe,
            packet[head + 1] == 0xde
        else { return nil }
        var offset = head + 4
        let end = min(packet.count, offset + 4 * Int(packet[head + 3]))
        while offset + 2 < end {
            let element = packet[offset]
            if element >> 4 == id {
                return UInt16(packet[offset + 1]) << 8 | UInt16(packet[offset + 2])
            }
            offset += element >> 4 == 0 ? 1 : 2 + Int(element & 0x0f)
        }
        return nil
    }

    /// Writes a feedback of what has come since the last, and forgets it.
    mutating func write(senderSSRC: UInt32, mediaSSRC: UInt32, to writer: inout ByteWriter) {
        // A feedback stands behind a report or alone: reduced-size RTCP (RFC 5506).
        let told = ticks.withUnsafeBufferPointer { arrivals in
            TransportFeedback.write(
                senderSSRC: senderSSRC, mediaSSRC: mediaSSRC, baseSequenceNumber: base,
                arrivals: arrivals, feedbackCount: feedbackCount, to: &writer)
        }
        if told > 0 { feedbackCount &+= 1 }
        ticks.removeAll(keepingCapacity: true)
    }
}
