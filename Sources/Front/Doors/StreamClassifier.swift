/// What a fresh stream (TCP, or what comes out of TLS) is going to speak, told by its first bytes.
///
/// Pure, so that the table below is a test and not a wish. One port carries them all:
///
///     0x16 0x03                          a TLS record, handshake (RFC 8446 §5.1)
///     'A'…'Z'                            an HTTP/1.1 method
///     0x00…0x03, magic cookie at 4       STUN or TURN over a stream (RFC 8489 §6.2.2)
///     0x00…0x03, magic cookie at 6       STUN framed for ICE over TCP (RFC 4571)
///
/// ChannelData (0x40…0x7F) overlaps the capitals, but is never the first message of a stream: an
/// Allocate comes before it.
package enum StreamClassifier {
    /// What the first bytes say.
    package enum Verdict: Equatable, Sendable {
        case tls
        case http
        case turn
        case framedICE
        /// More bytes are needed; never for ``longestPrefix`` bytes or more.
        case undecided
        /// Nothing we speak: close.
        case unknown
    }

    /// So many bytes decide every stream.
    package static let longestPrefix = 10

    private static let magicCookie: [UInt8] = [0x21, 0x12, 0xA4, 0x42]

    /// - Parameters:
    ///   - prefix: the first bytes of the stream, as many as have come.
    ///   - isInsideTLS: TLS inside TLS is ``Verdict/unknown``.
    package static func verdict(on prefix: some Collection<UInt8>, isInsideTLS: Bool) -> Verdict {
        let bytes = Array(prefix.prefix(longestPrefix))
        guard let first = bytes.first else { return .undecided }
        switch first {
        case 0x16 where !isInsideTLS:
            guard bytes.count >= 2 else { return .undecided }
            return bytes[1] == 0x03 ? .tls : .unknown
        case UInt8(ascii: "A")...UInt8(ascii: "Z"):
            return .http
        case 0x00...0x03:
            if bytes.count >= 8, Array(bytes[4..<8]) == magicCookie { return .turn }
            guard bytes.count >= longestPrefix else { return .undecided }
            return Array(bytes[6..<10]) == magicCookie ? .framedICE : .unknown
        default:
            return .unknown
        }
    }
}
