import Wire

/// A ChannelData message, decoded (RFC 8656 §12.4).
///
///     2 bytes of channel number | 2 bytes of length | application data | padding
struct ChannelData: Equatable {
    static let headerLength = 4

    let number: UInt16
    /// Its place in the message, without the padding that streams need and datagrams may have.
    let payload: Range<Int>

    /// `nil` where the number is none of a channel, or less data follows than is promised.
    init?(decoding message: RawSpan) {
        guard let number = message.uint16(at: 0), ChannelTable.numbers.contains(number),
            let length = message.uint16(at: 2),
            Int(length) <= message.byteCount - Self.headerLength
        else { return nil }
        self.number = number
        payload = Self.headerLength..<(Self.headerLength + Int(length))
    }
}
