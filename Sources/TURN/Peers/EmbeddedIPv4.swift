import Wire

/// IPv4 addresses inside IPv6 addresses, through which a network may hand packets on to IPv4.
extension SocketAddress {
    /// The IPv4 addresses that this IPv6 address stands for, with its port; empty for any other.
    ///
    /// The IPv4-mapped form (::ffff:0:0/96) isn't among them: it *is* the IPv4 address.
    var embeddedIPv4: [SocketAddress] {
        numbersEmbedded.map { SocketAddress(ipv4: $0, port: port) }
    }

    private var numbersEmbedded: [UInt32] {
        guard !isIPv4 else { return [] }
        let last = UInt32(truncatingIfNeeded: low)
        // IPv4-compatible, RFC 4291 §2.5.5.1; but :: and ::1 are addresses of their own.
        if high == 0, low >> 32 == 0 { return low > 1 ? [last] : [] }
        if high == 0, low >> 32 == 0xffff_0000 { return [last] }  // IPv4-translated, RFC 2765 §2.1
        if high == 0x0064_ff9b_0000_0000, low >> 32 == 0 { return [last] }  // NAT64, RFC 6052
        if high >> 16 == 0x0064_ff9b_0001 { return localNAT64 }  // RFC 8215
        if high >> 48 == 0x2002 { return [UInt32(truncatingIfNeeded: high >> 16)] }  // RFC 3056
        if high >> 32 == 0x2001_0000 {  // Teredo, RFC 4380 §4: server, and client inverted
            return [UInt32(truncatingIfNeeded: high), ~last]
        }
        let identifier = low >> 32 & ~0x0200_0000
        return identifier == 0x0000_5efe ? [last] : []  // ISATAP, RFC 5214 §6.1
    }

    /// In 64:ff9b:1::/48 the address begins at bit 48, 56, 64 or 96; bits 64…71 are left out of
    /// it (RFC 6052 §2.2).
    private var localNAT64: [UInt32] {
        let bytes = (6..<16).filter { $0 != 8 }.map { index -> UInt32 in
            let half = index < 8 ? high : low
            return UInt32(truncatingIfNeeded: half >> UInt64(56 - 8 * (index % 8)) & 0xff)
        }
        return [0, 1, 2, 5].map { bytes[$0..<($0 + 4)].reduce(0) { $0 << 8 | $1 } }
    }
}
