/// RTP and RTCP packets to protect.
enum TestPackets {
    /// One RTP packet with a payload that differs with its sequence number.
    static func rtp(
        ssrc: UInt32 = 0x1122_3344, sequence: UInt16, csrcs: Int = 0, extensionWords: Int = 0,
        payloadLength: Int = 100
    ) -> [UInt8] {
        var packet: [UInt8] = [0x80 | (extensionWords > 0 ? 0x10 : 0) | UInt8(csrcs), 96]
        packet += bigEndian(sequence) + [0, 0, 0x10, 0] + bigEndian(ssrc)
        for csrc in 0..<csrcs { packet += bigEndian(UInt32(0xaabb_0000 + csrc)) }
        if extensionWords > 0 {
            packet += [0xbe, 0xde] + bigEndian(UInt16(extensionWords))
            packet += (0..<(extensionWords * 4)).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        }
        return packet + (0..<payloadLength).map { UInt8(truncatingIfNeeded: $0 &+ Int(sequence)) }
    }

    static func headerLength(csrcs: Int = 0, extensionWords: Int = 0) -> Int {
        12 + 4 * csrcs + (extensionWords > 0 ? 4 + 4 * extensionWords : 0)
    }

    /// A receiver report without blocks, and a BYE to lengthen it.
    static func rtcp(ssrc: UInt32 = 0x1122_3344) -> [UInt8] {
        [0x80, 201, 0, 1] + bigEndian(ssrc) + [0x81, 203, 0, 1] + bigEndian(ssrc)
    }

    static func bigEndian<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }

    /// Reads `00 11 ff`, spaces wherever they please.
    static func hex(_ text: String) -> [UInt8] {
        let digits = text.filter { !$0.isWhitespace }.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count - 1, by: 2).map {
            UInt8(digits[$0] << 4 | digits[$0 + 1])
        }
    }
}
