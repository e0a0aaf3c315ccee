/// Why a datagram is not a STUN message.
package enum STUNDecodeError: Error, Equatable {
    case truncatedHeader
    case wrongMagicCookie
    case wrongLength
    case truncatedAttribute
    case attributeAfterFingerprint
    case tooManyAttributes
}
