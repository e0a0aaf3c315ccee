/// An IP address and a port, as a value that needs no memory of its own.
///
/// An IPv4 address and its IPv4-mapped IPv6 form (::ffff:a.b.c.d, RFC 4291 §2.5.5.2) are the same
/// address here, because a dual-stack socket reports the first as the second.
package struct SocketAddress: Hashable, Sendable {
    /// The first eight bytes of the 16-byte address, as a big-endian number.
    package let high: UInt64
    /// The last eight bytes. For IPv4: 0x0000ffff in the upper half, the address in the lower.
    package let low: UInt64
    /// Host byte order.
    package let port: UInt16

    /// Sixteen address bytes as two big-endian numbers.
    @inlinable
    package init(high: UInt64, low: UInt64, port: UInt16) {
        self.high = high
        self.low = low
        self.port = port
    }

    /// - Parameter ipv4: the four address bytes as a big-endian number, 127.0.0.1 = 0x7f000001.
    @inlinable
    package init(ipv4: UInt32, port: UInt16) {
        self.init(high: 0, low: 0x0000_ffff_0000_0000 | UInt64(ipv4), port: port)
    }

    @inlinable package var isIPv4: Bool { high == 0 && low >> 32 == 0x0000_ffff }

    /// The four address bytes as a big-endian number; `nil` for IPv6.
    @inlinable package var ipv4: UInt32? { isIPv4 ? UInt32(truncatingIfNeeded: low) : nil }

    @inlinable package var isLoopback: Bool {
        if let ipv4 { return ipv4 >> 24 == 127 }
        return high == 0 && low == 1
    }

    /// 0.0.0.0 or ::, which a socket may be bound to but nobody can send to.
    @inlinable package var isUnspecified: Bool { (high == 0 && low == 0) || ipv4 == 0 }

    @inlinable
    package func withPort(_ port: UInt16) -> Self {
        Self(high: high, low: low, port: port)
    }
}

extension SocketAddress {
    /// The address alone, as SDP candidates and logs write it: `192.0.2.1` or `2001:db8::1`
    /// (RFC 5952).
    package var host: String {
        if let ipv4 {
            return stride(from: 24, through: 0, by: -8)
                .map { String((ipv4 >> UInt32($0)) & 0xff) }.joined(separator: ".")
        }
        let groups = (0..<8).map { group -> UInt16 in
            let half = group < 4 ? high : low
            return UInt16(truncatingIfNeeded: half >> UInt64(48 - 16 * (group % 4)))
        }
        guard let zeros = Self.longestRunOfZeros(groups) else {
            return groups.map { String($0, radix: 16) }.joined(separator: ":")
        }
        let head = groups[..<zeros.lowerBound].map { String($0, radix: 16) }
        let tail = groups[zeros.upperBound...].map { String($0, radix: 16) }
        return head.joined(separator: ":") + "::" + tail.joined(separator: ":")
    }

    private static func longestRunOfZeros(_ groups: [UInt16]) -> Range<Int>? {
        var longest: Range<Int>?
        var start = 0
        while start < groups.count {
            var end = start
            while end < groups.count, groups[end] == 0 { end += 1 }
            if end - start >= 2, end - start > longest?.count ?? 0 { longest = start..<end }
            start = max(end, start + 1)
        }
        return longest
    }
}

extension SocketAddress: CustomStringConvertible {
    /// With the part that names a single host masked, for logs: `192.0.2.x:443`.
    package var description: String {
        if let ipv4 {
            let network = stride(from: 24, through: 8, by: -8)
                .map { String((ipv4 >> UInt32($0)) & 0xff) }.joined(separator: ".")
            return "\(network).x:\(port)"
        }
        return "[\(String(high >> 16, radix: 16))…]:\(port)"
    }
}
