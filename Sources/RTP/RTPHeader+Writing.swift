extension RTPHeader {
    /// P, in the first byte: the last byte of the packet counts padding (RFC 3550 §5.1).
    package static let paddingBit: UInt8 = 0x20

    /// Writes the twelve fixed bytes of a header without padding and contributing sources.
    ///
    /// - Parameters:
    ///   - hasExtension: whether the caller writes an extension block right behind
    ///     (``HeaderExtensionsWriter``).
    ///   - memory: at least ``fixedLength`` bytes.
    @inlinable
    package static func write(
        payloadType: UInt8, marker: Bool, sequenceNumber: UInt16, timestamp: UInt32, ssrc: UInt32,
        hasExtension: Bool, into memory: UnsafeMutableRawBufferPointer
    ) {
        precondition(memory.count >= fixedLength)
        memory[0] = hasExtension ? 0x90 : 0x80
        memory[1] = (marker ? 0x80 : 0) | (payloadType & 0x7f)
        memory.storeBytes(of: sequenceNumber.bigEndian, toByteOffset: 2, as: UInt16.self)
        memory.storeBytes(of: timestamp.bigEndian, toByteOffset: 4, as: UInt32.self)
        memory.storeBytes(of: ssrc.bigEndian, toByteOffset: 8, as: UInt32.self)
    }
}
