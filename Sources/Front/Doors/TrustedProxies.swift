import Wire

/// Proxies whose word about a client's address and scheme counts.
package struct TrustedProxies: Sendable, Equatable {
    private struct Network: Equatable {
        let high: UInt64
        let low: UInt64
        /// Of the 128 bits: an IPv4 address is its mapped form.
        let prefixLength: Int

        func contains(_ address: SocketAddress) -> Bool {
            let (highMask, lowMask) = (
                UInt64.max << UInt64(max(64 - prefixLength, 0)),
                UInt64.max << UInt64(min(128 - prefixLength, 64))
            )
            return (address.high ^ high) & highMask == 0 && (address.low ^ low) & lowMask == 0
        }
    }

    private let networks: [Network]

    /// - Parameter addresses: IP addresses, or networks as `10.0.0.0/8`; anything else is left out.
    package init(_ addresses: [String] = []) {
        networks = addresses.compactMap(Self.network)
    }

    /// Whether `text` is an address or a network.
    package static func isWellFormed(_ text: String) -> Bool { network(text) != nil }

    private static func network(_ text: String) -> Network? {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = SocketAddress(String(parts[0]), defaultPort: 0) else { return nil }
        var prefixLength = 128
        if parts.count == 2 {
            guard let bits = Int(parts[1]), (0...(address.isIPv4 ? 32 : 128)).contains(bits)
            else { return nil }
            prefixLength = address.isIPv4 ? 96 + bits : bits
        }
        return Network(high: address.high, low: address.low, prefixLength: prefixLength)
    }

    package func contains(_ address: SocketAddress?) -> Bool {
        guard let address else { return false }
        return networks.contains { $0.contains(address) }
    }

    /// Where a request really came from.
    ///
    /// - Parameters:
    ///   - remote: the connection's ``ConnectionOrigin/remoteAddress``, so that behind a load
    ///     balancer with a PROXY header the address in that header has to be a proxy's itself.
    ///   - forwardedFor: `X-Forwarded-For`; each proxy appends, so only its last entry was
    ///     written by the one we trust.
    ///   - forwardedProto: `X-Forwarded-Proto`.
    package func origin(
        remote: SocketAddress?, isSecure: Bool, forwardedFor: String?, forwardedProto: String?
    ) -> RequestOrigin {
        let isTrusted = contains(remote)
        var address = SourceLimit.source(of: remote)
        if isTrusted, let last = forwardedFor?.split(separator: ",").last {
            let text = String(last.drop { $0 == " " })
            let claimed = SocketAddress(text, defaultPort: 0)
            address = claimed.map { SourceLimit.source(of: $0) } ?? address
        }
        let isForwardedSecure = isTrusted && forwardedProto == "https"
        return RequestOrigin(source: address, isSecure: isSecure || isForwardedSecure)
    }
}

/// The client's side of a request, proxies seen through.
package struct RequestOrigin: Sendable, Equatable {
    /// The address, or the /64 of an IPv6 one: what rate limits count.
    package let source: String
    /// Whether the browser spoke HTTPS.
    package let isSecure: Bool
}
