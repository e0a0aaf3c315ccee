import RTP
import Wire

/// When the packets of one connection came, by their transport-wide numbers, until the next feedback
/// tells of them (draft-holmer-rmcat-transport-wide-cc-extensions-01).
final class ArrivalLog {
    private static let limit = 480
    private static let nanosecondsPerTick: Int64 = 250_000

    /// The header extension's id; 0 where there is none, so that no log is kept.
    private let id: UInt8
    private var base: UInt16 = 0
    private let ticks = UnsafeMutablePointer<Int64>.allocate(capacity: limit)
    private var count = 0
    private var feedbackCount: UInt8 = 0

    init(id: UInt8) {
        self.id = id
    }

    deinit {
        ticks.deallocate()
    }

    var isKept: Bool { id > 0 }
    var isEmpty: Bool { count == 0 }

    /// - Parameter packet: from its header on; that the header is whole is not given.
    func note(_ packet: UnsafeRawBufferPointer, now: MonotonicTime) {
        guard let number = number(in: packet) else { return }
        let tick = now.nanoseconds / Self.nanosecondsPerTick
        if count == 0 {
            base = number
            ticks[0] = tick
            count = 1
            return
        }
        let place = Int(Int16(bitPattern: number &- base))
        guard place >= 0, place < Self.limit else { return }
        while count <= place {
            ticks[count] = TransportFeedback.notReceived
            count += 1
        }
        ticks[place] = tick
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
    func write(senderSSRC: UInt32, mediaSSRC: UInt32, to writer: inout ByteWriter) {
        // A feedback stands behind a report or alone: reduced-size RTCP (RFC 5506).
        let told = TransportFeedback.write(
            senderSSRC: senderSSRC, mediaSSRC: mediaSSRC, baseSequenceNumber: base,
            arrivals: UnsafeBufferPointer(start: ticks, count: count),
            feedbackCount: feedbackCount, to: &writer)
        if told > 0 { feedbackCount &+= 1 }
        count = 0
    }
}
