internal import Crypto
import Wire

/// MESSAGE-INTEGRITY: HMAC-SHA1 of the message up to here (RFC 8489 §14.5).
extension STUNMessage {
    static let macLength = 20

    /// Whether MESSAGE-INTEGRITY is present and was made with `key`.
    ///
    /// - Parameters:
    ///   - datagram: the bytes this message was decoded from.
    ///   - key: the short-term password, as UTF-8.
    package func isIntact(in datagram: RawSpan, key: [UInt8]) -> Bool {
        guard let mac = first(.messageIntegrity), mac.value.count == Self.macLength
        else { return false }
        // The sender hashed a header whose length field ended at this attribute.
        let bodyLength = UInt16(clamping: mac.value.upperBound - Self.headerLength)
        let expected = datagram.extracting(0..<(mac.value.lowerBound - 4)).withUnsafeBytes {
            messageAuthenticationCode(of: $0, bodyLength: bodyLength, key: key)
        }
        // Every byte is looked at, so that the time taken tells nothing.
        var difference: UInt8 = 0
        for (index, byte) in expected.enumerated() {
            difference |= byte ^ (datagram.uint8(at: mac.value.lowerBound + index) ?? ~byte)
        }
        return difference == 0
    }
}

extension STUNMessageWriter {
    /// Writes MESSAGE-INTEGRITY. Only FINGERPRINT may follow.
    package mutating func writeMessageIntegrity(key: [UInt8]) {
        let covered = bytes.count
        beginAttribute(.messageIntegrity, length: STUNMessage.macLength)
        guard !bytes.hasOverflowed else { return }
        let bodyLength = UInt16(clamping: bytes.count + STUNMessage.macLength - 20)
        let code = messageAuthenticationCode(
            of: UnsafeRawBufferPointer(rebasing: memory[..<covered]), bodyLength: bodyLength,
            key: key)
        code.withUnsafeBytes { bytes.write($0) }
    }
}

/// - Parameters:
///   - message: header and attributes before MESSAGE-INTEGRITY; at least four bytes.
///   - bodyLength: hashed in place of the header's length field.
private func messageAuthenticationCode(
    of message: UnsafeRawBufferPointer, bodyLength: UInt16, key: [UInt8]
) -> HMAC<Insecure.SHA1>.MAC {
    var hmac = HMAC<Insecure.SHA1>(key: SymmetricKey(data: key))
    hmac.update(data: UnsafeRawBufferPointer(rebasing: message[..<2]))
    withUnsafeBytes(of: bodyLength.bigEndian) { hmac.update(data: $0) }
    hmac.update(data: UnsafeRawBufferPointer(rebasing: message[4...]))
    return hmac.finalize()
}
