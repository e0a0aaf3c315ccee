/// The method of a message, as the bits it has in the message type (RFC 8489 §5).
package struct STUNMethod: Equatable, Sendable {
    /// The message type with the class bits cleared.
    package let typeBits: UInt16

    init(type: UInt16) {
        typeBits = type & ~STUNClass.mask
    }

    /// RFC 8489 §18.2; its bits in the type are its number.
    package static let binding = STUNMethod(type: 0x001)
}
