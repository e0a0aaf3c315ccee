import Wire

/// Writes one STUN message into memory that the caller owns (RFC 8489 §5, §14).
///
/// Write attributes in wire order: MESSAGE-INTEGRITY after all it shall cover, FINGERPRINT last.
/// Nothing is allocated, but for what the HMAC needs.
package struct STUNMessageWriter {
    var bytes: ByteWriter
    let memory: UnsafeMutableRawBufferPointer
    let transactionID: TransactionID

    /// - Parameter memory: valid as long as the writer is used; a Binding response fits in 128
    ///   bytes.
    package init(
        messageClass: STUNClass, method: STUNMethod, transactionID: TransactionID,
        into memory: UnsafeMutableRawBufferPointer
    ) {
        self.memory = memory
        self.transactionID = transactionID
        bytes = ByteWriter(into: memory)
        bytes.write(messageClass.rawValue | method.typeBits)
        bytes.write(UInt16(0))
        bytes.write(STUNMessage.magicCookie)
        bytes.write(transactionID.high)
        bytes.write(transactionID.low)
    }

    /// Length of the message so far, in bytes; 0 once the memory was too small.
    package var count: Int { bytes.hasOverflowed ? 0 : bytes.count }

    /// Writes an attribute, padded with zeros to a multiple of four bytes.
    package mutating func write(_ type: STUNAttributeType, _ value: [UInt8] = []) {
        beginAttribute(type, length: value.count)
        bytes.write(value)
        bytes.write(zeros: value.count.roundedUpToMultipleOf4 - value.count)
    }

    /// Writes an attribute, padded with zeros to a multiple of four bytes.
    package mutating func write(_ type: STUNAttributeType, _ value: UnsafeRawBufferPointer) {
        beginAttribute(type, length: value.count)
        bytes.write(value)
        bytes.write(zeros: value.count.roundedUpToMultipleOf4 - value.count)
    }

    /// Writes an attribute whose value is a 32-bit number, such as LIFETIME.
    package mutating func write(_ type: STUNAttributeType, _ value: UInt32) {
        beginAttribute(type, length: 4)
        bytes.write(value)
    }

    /// Writes an attribute whose value is a 64-bit number, such as RESERVATION-TOKEN.
    package mutating func write(_ type: STUNAttributeType, _ value: UInt64) {
        beginAttribute(type, length: 8)
        bytes.write(value)
    }

    /// Writes an attribute's type and length, and counts the whole attribute in the header.
    ///
    /// The caller then writes `length` bytes of value, and the padding.
    package mutating func beginAttribute(_ type: STUNAttributeType, length: Int) {
        precondition(length <= UInt16.max)
        bytes.write(type.rawValue)
        bytes.write(UInt16(length))
        let end = bytes.count + length.roundedUpToMultipleOf4
        bytes.overwrite(UInt16(clamping: end - STUNMessage.headerLength), at: 2)
    }
}
