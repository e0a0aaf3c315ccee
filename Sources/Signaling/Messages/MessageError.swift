/// Why a text is not a message of the protocol.
package enum MessageError: Error, Hashable, Sendable {
    /// Over ``MessageLimits/messageByteCount``.
    case tooLarge
    /// Over ``MessageLimits/depth``.
    case tooDeep
    /// Not a JSON object with a `type`.
    case malformed
    /// The `type` is none of the protocol's.
    case unknownType
    /// The named field is missing, of the wrong kind or over its limit.
    case invalid(field: String)
}
