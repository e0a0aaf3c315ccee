/// The SHA-256 of a ``BearerSecret``: what is stored, looked up and compared in its place.
package struct SecretHash: Hashable, Sendable, CustomStringConvertible {
    /// 32 bytes.
    package let bytes: [UInt8]

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// - Parameter hex: 64 digits, as ``hex`` gives; `nil` for anything else.
    package init?(hex: String) {
        guard let bytes = Hex.bytes(of: hex), bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    package var hex: String { Hex.text(of: bytes) }

    /// Four bytes: enough to tell two apart in a log, not enough to look one up.
    package var description: String { Hex.text(of: bytes.prefix(4)) + "…" }
}

/// Whether both are equal, in a time that depends on their lengths only.
func constantTimeEqual(_ one: [UInt8], _ other: [UInt8]) -> Bool {
    guard one.count == other.count else { return false }
    var difference: UInt8 = 0
    for index in one.indices { difference |= one[index] ^ other[index] }
    return difference == 0
}
