import Wire

/// Writes PROXY headers, version 2.
enum TestProxyHeader {
    static let signature: [UInt8] = [13, 10, 13, 10, 0, 13, 10, 81, 85, 73, 84, 10]

    static func bytes(
        versionAndCommand: UInt8 = 0x21, family: UInt8, _ rest: [UInt8]
    ) -> [UInt8] {
        signature + [versionAndCommand, family, UInt8(rest.count >> 8), UInt8(rest.count & 255)]
            + rest
    }

    /// As a load balancer writes it for `source`, with a TLV behind the addresses.
    static func bytes(from source: SocketAddress) -> [UInt8] {
        let port = [UInt8(source.port >> 8), UInt8(source.port & 255)]
        let tlv: [UInt8] = [0x04, 0, 3, 1, 2, 3]  // PP2_TYPE_NOOP
        if let ipv4 = source.ipv4 {
            let address = Array(octets(UInt64(ipv4)).suffix(4))
            return bytes(family: 0x11, address + [127, 0, 0, 1] + port + [1, 187] + tlv)
        }
        let address = octets(source.high) + octets(source.low)
        return bytes(family: 0x21, address + address + port + [1, 187] + tlv)
    }

    static let local = bytes(versionAndCommand: 0x20, family: 0, [])

    private static func octets(_ number: UInt64) -> [UInt8] {
        stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}
