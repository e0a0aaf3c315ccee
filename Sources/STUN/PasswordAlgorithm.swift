import Wire

/// How a key is made of a password (RFC 8489 §18.5).
package enum PasswordAlgorithm: UInt16, Sendable {
    case md5 = 0x0001
    case sha256 = 0x0002

    /// The key of `name` in `realm`.
    package func key(name: [UInt8], realm: [UInt8], password: [UInt8]) -> [UInt8] {
        switch self {
        case .md5: LongTermKey.md5(name: name, realm: realm, password: password)
        case .sha256: LongTermKey.sha256(name: name, realm: realm, password: password)
        }
    }

    /// The value of PASSWORD-ALGORITHMS that offers both, the better one first (§14.11):
    /// of each its number and the length of its parameters, of which there are none.
    package static let offer: [UInt8] = [0, 2, 0, 0, 0, 1, 0, 0]
}

extension STUNMessage {
    /// The choice in PASSWORD-ALGORITHM (§14.12); `nil` where there is none or it is not known.
    ///
    /// - Parameter datagram: the bytes this message was decoded from.
    package func passwordAlgorithm(in datagram: RawSpan) -> PasswordAlgorithm? {
        guard let value = first(.passwordAlgorithm)?.value, value.count == 4,
            datagram.uint16(at: value.lowerBound + 2) == 0
        else { return nil }
        return datagram.uint16(at: value.lowerBound).flatMap(PasswordAlgorithm.init)
    }
}
