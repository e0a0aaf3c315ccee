import DTLSSRTP
import RTP
import Wire

/// Sends what a subscriber already has, or nothing at all, so that it becomes known how much its
/// path carries.
extension Subscription {
    /// Below this a packet of padding alone is sent, in bytes.
    private static var leastRepeated: Int { 400 }
    /// Padding of one packet: its last byte counts it (RFC 3550 §5.1).
    private static var paddingBytes: Int { 224 }
    /// Packets at one time.
    private static var paddingLimit: Int { 64 }

    /// Repeats the latest packets, about `byteCount` bytes of them.
    ///
    /// - Returns: bytes sent; 0 where this stream has no retransmissions or has not begun.
    func pad(_ byteCount: Int, now: MonotonicTime, outbox: Outbox) -> Int {
        guard rtxSSRC != nil, let newest = newestSequenceNumber, subscriber.connection.isReady
        else { return 0 }
        var sentBytes = 0
        for age in 0..<UInt16(Self.paddingLimit) {
            let missing = byteCount - sentBytes
            guard missing > 0 else { break }
            var length = 0
            if missing >= Self.leastRepeated, let packet = cachedPacket(newest &- age) {
                length = sendRepeated(packet, newest &- age, now: now, outbox: outbox)
            }
            if length == 0 { length = sendPadding(now: now, outbox: outbox) }
            guard length > 0 else { break }
            sentBytes += length
        }
        return sentBytes
    }

    private func sendPadding(now: MonotonicTime, outbox: Outbox) -> Int {
        withUnsafeTemporaryAllocation(byteCount: Self.paddingBytes, alignment: 8) { padding in
            padding.initializeMemory(as: UInt8.self, repeating: 0)
            padding[Self.paddingBytes - 1] = UInt8(Self.paddingBytes)
            return sendOnRTX(
                UnsafeRawBufferPointer(padding), timestamp: newestTimestamp, marker: false,
                isPadding: true, now: now, outbox: outbox)
        }
    }
}
