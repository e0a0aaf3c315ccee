import Wire

/// The 96 bits that pair a response with its request (RFC 8489 §5).
package struct TransactionID: Hashable, Sendable {
    /// The first four bytes, big-endian.
    package let high: UInt32
    /// The last eight bytes, big-endian.
    package let low: UInt64

    package init(high: UInt32, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// - Parameter offset: at least twelve bytes before the end of the datagram.
    init(reading datagram: RawSpan, at offset: Int) {
        high = datagram.uint32(at: offset) ?? 0
        low = datagram.uint64(at: offset + 4) ?? 0
    }
}
