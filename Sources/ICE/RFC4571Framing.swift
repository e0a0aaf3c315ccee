import Wire

/// Datagrams on a TCP connection of ICE's (RFC 6544 §3): each behind its length (RFC 4571 §2).
///
///     0        2
///     +--------+----------------------+
///     | LENGTH | STUN, DTLS or SRTP … |
///     +--------+----------------------+
package enum RFC4571Framing {
    /// Bytes in front of a datagram.
    package static let headLength = 2

    /// Where the first datagram of `front` is. An empty one is a frame too.
    package static func frame(at front: RawSpan) -> StreamFrame {
        guard let length = front.uint16(at: 0) else { return .incomplete }
        let end = headLength + Int(length)
        guard front.byteCount >= end else { return .incomplete }
        return .frame(datagram: headLength..<end, length: end)
    }

    /// The head of a datagram of `byteCount` bytes, at most 65,535.
    package static func head(of byteCount: Int) -> (UInt8, UInt8) {
        precondition((0...0xffff).contains(byteCount))
        return (UInt8(byteCount >> 8), UInt8(byteCount & 0xff))
    }
}
