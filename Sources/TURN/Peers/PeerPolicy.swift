import Wire

/// Which hosts the relays of this server may exchange packets with.
///
/// Of the ranges that hold an address the longest decides; of equally long ones first the
/// operator's `denied`, then `allowed`, then ``SpecialRanges``. An IPv6 address with an IPv4 address
/// inside has to be allowed as both.
package struct PeerPolicy: Sendable {
    package var allowed: [AddressRange] = []
    package var denied: [AddressRange] = []
    /// For tests and benchmarks on one machine.
    package var allowsLoopback = false
    /// Where this server itself is reached, by UDP or TCP: never a peer, whatever else is allowed.
    ///
    /// The unspecified address stands for every address that is known to be this machine's: of
    /// another listener, of relays, or loopback.
    package var ownListeners: [SocketAddress] = [] {
        didSet {
            listeners = Set(ownListeners)
            ownHosts.formUnion(ownListeners.lazy.map { $0.withPort(0) })
            portsEverywhere = Set(ownListeners.lazy.filter(\.isUnspecified).map(\.port))
            listenerPorts = PortSet(ownListeners.lazy.map(\.port))
        }
    }
    private var listeners: Set<SocketAddress> = []
    private var ownHosts: Set<SocketAddress> = []
    private var portsEverywhere: Set<UInt16> = []
    /// Most peers are no listener by their port alone.
    private var listenerPorts = PortSet([])

    package init() {}

    /// Takes note that the address, whatever its port, is this machine's.
    mutating func addOwnHost(_ address: SocketAddress) {
        ownHosts.insert(address.withPort(0))
    }

    /// Why packets must not be exchanged with `peer`; `nil` where they may.
    package func refusal(of peer: SocketAddress) -> PeerRefusal? {
        if isOwnListener(peer) { return .ownListener }
        return ([peer] + peer.embeddedIPv4).lazy.compactMap(refusalOfForm).first
    }

    /// Whether a datagram to `peer` would come back to this server's own sockets.
    func isOwnListener(_ peer: SocketAddress) -> Bool {
        guard listenerPorts.contains(peer.port) else { return false }
        return isOwnListenerAsWritten(peer)
            || peer.embeddedIPv4.contains(where: isOwnListenerAsWritten)
    }

    /// Whether the address is known to be one of this machine's.
    func isOwnHost(_ address: SocketAddress) -> Bool {
        address.isLoopback || address.isUnspecified || ownHosts.contains(address.withPort(0))
    }

    private func isOwnListenerAsWritten(_ peer: SocketAddress) -> Bool {
        listeners.contains(peer) || (portsEverywhere.contains(peer.port) && isOwnHost(peer))
    }

    private func refusalOfForm(_ peer: SocketAddress) -> PeerRefusal? {
        guard !Self.contains(SpecialRanges.never, peer) else { return .special }
        let deny = Self.longest(denied, peer)
        let allow = max(
            Self.longest(allowed, peer),
            allowsLoopback ? Self.longest(SpecialRanges.loopback, peer) : -1)
        let special = Self.longest(SpecialRanges.refused, peer)
        if allow > deny, allow >= special { return nil }
        if deny >= 0 { return .denied }
        return special >= 0 ? .special : nil
    }

    private static func contains(_ ranges: [AddressRange], _ address: SocketAddress) -> Bool {
        ranges.contains { $0.contains(address) }
    }

    /// -1 where no range holds the address.
    private static func longest(_ ranges: [AddressRange], _ address: SocketAddress) -> Int {
        ranges.reduce(-1) { $1.contains(address) ? max($0, $1.prefixLength) : $0 }
    }
}

/// Why an address may not be a peer.
package enum PeerRefusal: Equatable, Sendable {
    case ownListener
    /// No public host's, by ``SpecialRanges``.
    case special
    /// By the operator's list.
    case denied
    /// A virtual relay reaches this server's endpoints alone.
    case notOurs

    /// For ERROR-CODE.
    var reason: String {
        switch self {
        case .ownListener: "Peer is this server itself"
        case .special: "Peer address is not public"
        case .denied: "Peer address is denied here"
        case .notOurs: "This relay reaches this server's calls alone"
        }
    }
}
