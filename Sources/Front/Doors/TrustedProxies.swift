import NIOCore

/// Proxies whose word about a client's address and scheme counts.
package struct TrustedProxies: Sendable, Equatable {
    private let addresses: Set<String>

    /// - Parameter addresses: IP addresses as text, exactly as the kernel prints them.
    package init(_ addresses: [String] = []) {
        self.addresses = Set(addresses)
    }

    package func contains(_ address: SocketAddress?) -> Bool {
        address?.ipAddress.map(addresses.contains) ?? false
    }

    /// Where a request really came from.
    ///
    /// - Parameters:
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
            let claimed = try? SocketAddress(ipAddress: text, port: 0)
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
