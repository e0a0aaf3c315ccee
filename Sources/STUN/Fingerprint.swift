import Wire

/// FINGERPRINT: CRC-32 of all before it, XORed with "STUN" (RFC 8489 §14.7).
extension STUNMessage {
    static let fingerprintMask: UInt32 = 0x5354_554E

    /// Whether FINGERPRINT is present and right. Tells STUN from other traffic; proves nothing.
    ///
    /// - Parameter datagram: the bytes this message was decoded from.
    package func hasValidFingerprint(in datagram: RawSpan) -> Bool {
        guard let attribute = attributes.last, attribute.type == .fingerprint,
            attribute.value.count == 4, attribute.value.upperBound == datagram.byteCount
        else { return false }
        let covered = datagram.extracting(0..<(attribute.value.lowerBound - 4))
        let crc = covered.withUnsafeBytes { CRC32.checksum(of: $0) }
        return datagram.uint32(at: attribute.value.lowerBound) == crc ^ Self.fingerprintMask
    }
}

extension STUNMessageWriter {
    /// Writes FINGERPRINT; nothing may follow.
    package mutating func writeFingerprint() {
        let covered = bytes.count
        beginAttribute(.fingerprint, length: 4)
        guard !bytes.hasOverflowed else { return }
        let crc = CRC32.checksum(of: UnsafeRawBufferPointer(rebasing: memory[..<covered]))
        bytes.write(crc ^ STUNMessage.fingerprintMask)
    }
}

/// The CRC-32 of ISO 3309, as Ethernet and zlib use it.
enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { crc, _ in
            crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1
        }
    }

    static func checksum(of bytes: UnsafeRawBufferPointer) -> UInt32 {
        ~bytes.reduce(~UInt32(0)) { crc, byte in
            crc >> 8 ^ table[Int(UInt8(truncatingIfNeeded: crc) ^ byte)]
        }
    }
}
