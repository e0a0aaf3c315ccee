/// Where a message stands in a numbered session; neither is there in any other.
package struct MessageNumbers: Hashable, Sendable {
    /// Of this message among its sender's: 1, 2, 3, …
    package var number: UInt64?
    /// The highest number of the other side that the sender has, all before it included.
    package var seen: UInt64?

    /// What JavaScript still counts by ones.
    static let limit: UInt64 = 1 << 53

    package init(number: UInt64? = nil, seen: UInt64? = nil) {
        self.number = number
        self.seen = seen
    }
}

extension MessageNumbers {
    init(_ fields: KeyedDecodingContainer<MessageKey>) throws(MessageError) {
        number = try fields.optionalNumber(.number)
        seen = try fields.optionalNumber(.seen)
        if number == 0 { throw .invalid(field: MessageKey.number.rawValue) }
    }

    func encode(to fields: inout KeyedEncodingContainer<MessageKey>) throws {
        try fields.encodeIfPresent(number, forKey: .number)
        try fields.encodeIfPresent(seen, forKey: .seen)
    }
}

extension KeyedDecodingContainer<MessageKey> {
    fileprivate func optionalNumber(_ key: MessageKey) throws(MessageError) -> UInt64? {
        guard let number = try optional(UInt64.self, key) else { return nil }
        guard number < MessageNumbers.limit else { throw .invalid(field: key.rawValue) }
        return number
    }
}
