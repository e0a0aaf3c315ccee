import Wire

/// STUN messages and ChannelData on a TCP connection, or in what comes out of TLS (RFC 8656 §12.5,
/// RFC 8489 §6.2.2).
///
/// A STUN message says itself how long it is, and so does ChannelData; behind the latter comes
/// padding to a multiple of four bytes.
package enum TURNStreamFraming {
    /// The longest ChannelData with its padding, in bytes.
    package static let lengthLimit = 4 + 65_536

    /// What stands at the front of `front`; the padding isn't part of the datagram.
    ///
    /// Malformed is noticed at the first byte that cannot be: a stream that isn't TURN's is not
    /// waited for.
    package static func frame(at front: RawSpan) -> StreamFrame {
        guard let firstByte = front.uint8(at: 0) else { return .incomplete }
        switch DatagramKind(firstByte: firstByte) {
        case .stun: return stun(at: front)
        case .turnChannelData: return channelData(at: front)
        default: return .malformed
        }
    }

    private static func channelData(at front: RawSpan) -> StreamFrame {
        guard let length = front.uint16(at: 2) else { return .incomplete }
        let end = ChannelData.headerLength + Int(length)
        let paddedEnd = (end + 3) & ~3
        guard front.byteCount >= paddedEnd else { return .incomplete }
        return .frame(datagram: 0..<end, length: paddedEnd)
    }

    private static func stun(at front: RawSpan) -> StreamFrame {
        for (offset, byte) in magicCookie.enumerated() {
            guard let found = front.uint8(at: 4 + offset) else { break }
            guard found == byte else { return .malformed }
        }
        guard let length = front.uint16(at: 2) else { return .incomplete }
        guard length % 4 == 0 else { return .malformed }
        let end = headerLength + Int(length)
        return front.byteCount >= end ? .frame(datagram: 0..<end, length: end) : .incomplete
    }

    private static let headerLength = 20
    private static let magicCookie: [UInt8] = [0x21, 0x12, 0xA4, 0x42]
}
