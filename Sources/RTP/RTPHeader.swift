import Wire

/// The header of one RTP packet, decoded from a datagram (RFC 3550 §5.1).
///
/// Holds places, not copies: `extensionRange` and `payloadRange` are offsets in the packet it was
/// decoded from. Trivial; decoding allocates nothing.
package struct RTPHeader: Equatable, Sendable {
    /// The P bit. ``payloadRange`` leaves the padding out already.
    package let hasPadding: Bool
    package let marker: Bool
    /// 0...127.
    package let payloadType: UInt8
    package let sequenceNumber: UInt16
    package let timestamp: UInt32
    package let ssrc: UInt32
    /// The "defined by profile" word of the header extension; `nil` without the X bit.
    package let extensionProfile: UInt16?
    /// The elements of the header extension, its four-byte head left out; empty without one.
    package let extensionRange: Range<Int>
    /// What follows the header, padding left out; may be empty.
    package let payloadRange: Range<Int>

    /// The fixed part, without contributing sources and extension.
    package static let fixedLength = 12

    /// Bytes before the payload: fixed part, contributing sources, extension.
    @inlinable package var headerLength: Int { payloadRange.lowerBound }

    /// Decodes a plain packet.
    ///
    /// SRTP encrypts the padding and its count with the payload: before decryption only
    /// ``length(of:)`` can be asked.
    ///
    /// - Returns: `nil` where a length leaves the packet or the version is not 2.
    @inlinable
    package init?(parsing packet: RawSpan) {
        guard let length = Self.length(of: packet),
            let first = packet.uint8(at: 0), let second = packet.uint8(at: 1),
            let sequenceNumber = packet.uint16(at: 2), let timestamp = packet.uint32(at: 4),
            let ssrc = packet.uint32(at: 8)
        else { return nil }

        hasPadding = first & 0x20 != 0
        marker = second & 0x80 != 0
        payloadType = second & 0x7f
        self.sequenceNumber = sequenceNumber
        self.timestamp = timestamp
        self.ssrc = ssrc

        if first & 0x10 != 0 {
            let elements = Self.fixedLength + 4 * Int(first & 0x0f) + 4
            extensionProfile = packet.uint16(at: elements - 4)
            extensionRange = elements..<length
        } else {
            extensionProfile = nil
            extensionRange = length..<length
        }

        if hasPadding {
            guard let padding = packet.uint8(at: packet.byteCount - 1), padding > 0,
                Int(padding) <= packet.byteCount - length
            else { return nil }
            payloadRange = length..<(packet.byteCount - Int(padding))
        } else {
            payloadRange = length..<packet.byteCount
        }
    }

    /// The bytes before the payload of `packet`, plain or protected.
    ///
    /// - Returns: `nil` where the header leaves the packet or the version is not 2.
    @inlinable
    package static func length(of packet: RawSpan) -> Int? {
        guard packet.byteCount >= fixedLength, let first = packet.uint8(at: 0), first >> 6 == 2
        else { return nil }
        let fixed = fixedLength + 4 * Int(first & 0x0f)
        guard first & 0x10 != 0 else { return fixed <= packet.byteCount ? fixed : nil }
        guard let words = packet.uint16(at: fixed + 2) else { return nil }
        let length = fixed + 4 + 4 * Int(words)
        return length <= packet.byteCount ? length : nil
    }

    /// The SSRC of `packet`, plain or protected; `nil` where it is too short.
    @inlinable
    package static func ssrc(of packet: RawSpan) -> UInt32? { packet.uint32(at: 8) }
}
