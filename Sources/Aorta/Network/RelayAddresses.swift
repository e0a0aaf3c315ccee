import Wire

/// Where real relays are bound when the operator doesn't say. Pure.
enum RelayAddresses {
    /// One address of a family at most, each with port 0.
    ///
    /// - Parameter listeners: one on a single address is what clients can reach, so relays go there.
    static func list(
        listeners: [SocketAddress], interfaces: [NetworkInterfaces.Interface],
        defaultRoute: String?
    ) -> [SocketAddress] {
        let outside = interfaces.filter { !$0.address.isLoopback }
        let candidates =
            listeners.filter { !$0.isUnspecified }
            + outside.filter { $0.name == defaultRoute }.map(\.address)
            + outside.map(\.address)
        let named = candidates.map { $0.withPort(0) }
        let first = [named.first { $0.isIPv4 }, named.first { !$0.isIPv4 }].compactMap(\.self)
        return first.isEmpty ? [SocketAddress(ipv4: 0x7F00_0001, port: 0)] : first
    }
}
