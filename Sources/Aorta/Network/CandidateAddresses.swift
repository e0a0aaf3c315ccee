import Wire

/// Where browsers are told to send media. Pure.
enum CandidateAddresses {
    /// More candidates than this only make browsers check longer.
    static let limit = 8

    /// The addresses, most preferred first, each with the port of the first shard.
    ///
    /// - Parameters:
    ///   - configured: `media.publicAddress`: then it is the only one outside of a demo.
    ///   - listener: what the socket is bound to.
    ///   - isDemo: a demo also offers loopback, for a browser on this machine.
    static func list(
        configured: SocketAddress?, listener: SocketAddress, isDemo: Bool,
        interfaces: [NetworkInterfaces.Interface], defaultRoute: String?
    ) -> [SocketAddress] {
        var addresses: [SocketAddress] = []
        if let configured {
            addresses.append(configured)
        } else if !listener.isUnspecified {
            addresses.append(listener)
        } else {
            let outside = interfaces.filter { isReachable($0.address, by: listener) }
            let preferred = outside.filter { $0.name == defaultRoute }
            let others = outside.filter { $0.name != defaultRoute }
            addresses += (preferred + others).map(\.address)
        }
        if listener.isUnspecified, isDemo || addresses.isEmpty {
            addresses.append(SocketAddress(ipv4: 0x7F00_0001, port: 0))
        }
        var seen: Set<SocketAddress> = []
        return addresses.map { $0.withPort(listener.port) }.filter { seen.insert($0).inserted }
            .prefix(limit).map(\.self)
    }

    /// A socket bound to 0.0.0.0 hears IPv4 only; one bound to :: hears both.
    private static func isReachable(_ address: SocketAddress, by listener: SocketAddress) -> Bool {
        !address.isLoopback && (address.isIPv4 || !listener.isIPv4)
    }
}
