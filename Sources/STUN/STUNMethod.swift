/// The method of a message, as the bits it has in the message type (RFC 8489 §5).
package struct STUNMethod: Hashable, Sendable {
    /// The message type with the class bits cleared.
    package let typeBits: UInt16

    init(type: UInt16) {
        typeBits = type & ~STUNClass.mask
    }

    /// RFC 8489 §18.2; its bits in the type are its number.
    package static let binding = STUNMethod(type: 0x001)

    // TURN's, RFC 8656 §17. All numbers are below 16, so their bits are theirs too.
    package static let allocate = STUNMethod(type: 0x003)
    package static let refresh = STUNMethod(type: 0x004)
    package static let send = STUNMethod(type: 0x006)
    package static let data = STUNMethod(type: 0x007)
    package static let createPermission = STUNMethod(type: 0x008)
    package static let channelBind = STUNMethod(type: 0x009)
}
