import Wire

/// IP addresses that begin with the same bits, as CIDR notation writes them (RFC 4632 §3.1).
///
/// Ranges of IPv4 and IPv6 have nothing in common: `::/0` holds no IPv4 address.
package struct AddressRange: Equatable, Sendable {
    /// IPv4 as the IPv4-mapped part of IPv6 (RFC 4291 §2.5.5.2).
    private let first: SocketAddress
    /// Of 128 bits, so for IPv4 96 more than is written.
    let prefixLength: Int

    /// Reads `10.0.0.0/8`, `2001:db8::/32`, or one address.
    ///
    /// - Returns: `nil` where the text is anything else, or has bits set past the prefix: such a
    ///   range may not be the one that was meant.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let colons = parts[0].filter { $0 == ":" }.count
        guard colons != 1, !parts[0].contains("["),
            let address = SocketAddress(String(parts[0]), defaultPort: 0)
        else { return nil }
        var length = 128
        if parts.count == 2 {
            guard (1...3).contains(parts[1].utf8.count),
                parts[1].utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(parts[1]),
                number <= (colons == 0 ? 32 : 128)
            else { return nil }
            length = colons == 0 ? 96 + number : number
        }
        self.init(address, prefixLength: length)
        guard first == address else { return nil }
    }

    /// - Parameter prefixLength: 0…128; what follows in `address` is cut off.
    init(_ address: SocketAddress, prefixLength: Int) {
        self.prefixLength = prefixLength
        let (high, low) = Self.mask(prefixLength)
        first = SocketAddress(high: address.high & high, low: address.low & low, port: 0)
    }

    /// Whether the address is one of these; its port isn't looked at.
    package func contains(_ address: SocketAddress) -> Bool {
        let (high, low) = Self.mask(prefixLength)
        return address.isIPv4 == first.isIPv4 && (address.high ^ first.high) & high == 0
            && (address.low ^ first.low) & low == 0
    }

    private static func mask(_ prefixLength: Int) -> (high: UInt64, low: UInt64) {
        // A shift by 64 gives 0.
        (
            ~(UInt64.max >> UInt64(min(prefixLength, 64))),
            ~(UInt64.max >> UInt64(max(prefixLength - 64, 0)))
        )
    }
}
