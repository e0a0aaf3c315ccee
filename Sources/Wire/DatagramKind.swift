/// What a datagram is, by its first byte (RFC 7983 §7).
///
/// Bytes 80…127 are nobody's there; they were ChannelData's before (RFC 5766 §11), and still are for
/// clients of that time.
package enum DatagramKind: Equatable, Sendable {
    case stun
    case dtls
    case turnChannelData
    /// RTP or RTCP, protected; ``isRTCP(_:)`` tells which.
    case media
    case unknown

    @inlinable
    package init(firstByte: UInt8) {
        switch firstByte {
        case 0...3: self = .stun
        case 20...63: self = .dtls
        case 64...127: self = .turnChannelData
        case 128...191: self = .media
        default: self = .unknown
        }
    }

    /// Whether the second byte of a ``media`` datagram says RTCP (RFC 5761 §4).
    @inlinable
    package static func isRTCP(secondByte: UInt8) -> Bool {
        (192...223).contains(secondByte)
    }
}
