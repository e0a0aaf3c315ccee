/// Where in the key stream one packet stands.
struct PacketNonce {
    let ssrc: UInt32
    /// 48 bits for RTP, 31 for RTCP.
    let index: UInt64

    /// 16 bytes: salt · 2^16 ⊕ SSRC · 2^64 ⊕ index · 2^16 (RFC 3711 §4.1.1).
    func writeCounter(salt: InlineArray<16, UInt8>, into counter: inout InlineArray<16, UInt8>) {
        counter = salt
        for byte in 0..<4 { counter[4 + byte] ^= Self.byte(byte, of: UInt64(ssrc), count: 4) }
        for byte in 0..<6 { counter[8 + byte] ^= Self.byte(byte, of: index, count: 6) }
    }

    /// The first 12 of 16 bytes: salt ⊕ (0 0 · SSRC · index in 48 bits) (RFC 7714 §8.1, §9.1).
    func writeGCM(salt: InlineArray<16, UInt8>, into nonce: inout InlineArray<16, UInt8>) {
        nonce = salt
        for byte in 0..<4 { nonce[2 + byte] ^= Self.byte(byte, of: UInt64(ssrc), count: 4) }
        for byte in 0..<6 { nonce[6 + byte] ^= Self.byte(byte, of: index, count: 6) }
    }

    /// The big-endian byte `position` of the lowest `count` bytes.
    private static func byte(_ position: Int, of value: UInt64, count: Int) -> UInt8 {
        UInt8(truncatingIfNeeded: value >> UInt64(8 * (count - 1 - position)))
    }

    /// A salt of up to 16 bytes, filled with zeros on its right.
    static func padded(_ salt: [UInt8]) -> InlineArray<16, UInt8> {
        var padded = InlineArray<16, UInt8>(repeating: 0)
        for (position, byte) in salt.prefix(16).enumerated() { padded[position] = byte }
        return padded
    }
}
