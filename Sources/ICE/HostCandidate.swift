import Wire

/// One of our own addresses, as browsers are told of it (RFC 8839 §5.1).
package struct HostCandidate: Hashable, Sendable {
    /// How the address is reached.
    package enum Transport: Hashable, Sendable {
        case udp
        /// We listen, the browser connects (RFC 6544 §4.5).
        case tcpPassive
    }

    package let address: SocketAddress
    package let transport: Transport
    /// 0 for the most preferred; also tells candidates' foundations apart.
    package let rank: Int

    /// - Parameter rank: 0…255.
    package init(_ address: SocketAddress, _ transport: Transport = .udp, rank: Int = 0) {
        self.address = address
        self.transport = transport
        self.rank = min(max(rank, 0), 255)
    }

    /// RFC 8445 §5.1.2.1, of component 1. TCP gets browsers' own type preference for it, 90, and
    /// RFC 6544 §4.2's direction preference for passive hosts, 4.
    package var priority: UInt32 {
        let typePreference: UInt32 = transport == .udp ? 126 : 90
        let best: UInt32 = transport == .udp ? 65_535 : 4 << 13 | 8191
        return typePreference << 24 | (best - UInt32(rank)) << 8 | 255
    }

    /// The attribute without `a=`: `candidate:1 1 udp 2130706431 192.0.2.1 3478 typ host`.
    package var attribute: String {
        let common = "\(priority) \(address.host) \(address.port) typ host"
        return switch transport {
        case .udp: "candidate:\(rank + 1) 1 udp \(common)"
        case .tcpPassive: "candidate:\(rank + 257) 1 tcp \(common) tcptype passive"
        }
    }

    /// Whether Chromium and Safari would take it. They refuse ports below 1024 but for 80 and
    /// 443, and these two on private addresses; one refused candidate can spoil a whole SDP.
    package var isUsableByBrowsers: Bool {
        switch address.port {
        case 80, 443: !isPrivate
        case 0..<1024: false
        default: !address.isUnspecified
        }
    }

    private var isPrivate: Bool {
        guard let ipv4 = address.ipv4 else {
            return address.isLoopback || address.high >> 57 == 0xFC >> 1
                || address.high >> 54 == 0xFE80 >> 6
        }
        return ipv4 >> 24 == 10 || ipv4 >> 24 == 127 || ipv4 >> 20 == 0xAC1
            || ipv4 >> 16 == 0xC0A8 || ipv4 >> 16 == 0xA9FE
    }
}
