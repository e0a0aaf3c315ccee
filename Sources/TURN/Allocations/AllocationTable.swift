import Wire

/// All allocations of a server, by everything that a packet may name them by.
struct AllocationTable {
    private var byClient: [NetworkPath: Allocation] = [:]
    /// By carrier, its peer left out.
    private var byCarrier: [Carrier: Allocation] = [:]
    /// Real relays: their addresses may be peers of other allocations.
    private var byRelayedAddress: [SocketAddress: Allocation] = [:]
    private var expiries = DeadlineQueue<NetworkPath>()

    var count: Int { byClient.count }
    var nextExpiry: MonotonicTime? { expiries.first }

    func allocation(of client: NetworkPath) -> Allocation? { byClient[client] }

    func allocation(on carrier: Carrier) -> Allocation? { byCarrier[carrier.withoutPeer] }

    func allocation(withRelayedAddress address: SocketAddress) -> Allocation? {
        byRelayedAddress[address]
    }

    mutating func insert(_ allocation: Allocation) {
        byClient[allocation.client] = allocation
        for relay in allocation.relays {
            byCarrier[relay.carrier.withoutPeer] = allocation
            if !allocation.isVirtual { byRelayedAddress[relay.address] = allocation }
        }
        expiries.set(allocation.client, to: allocation.expiresAt)
    }

    mutating func setExpiry(of allocation: Allocation, to expiresAt: MonotonicTime) {
        allocation.expiresAt = expiresAt
        expiries.set(allocation.client, to: expiresAt)
    }

    /// Forgets one relayed address of an allocation that keeps another.
    mutating func remove(_ relay: RelayPort, of allocation: Allocation) {
        allocation.remove(relay)
        byRelayedAddress[relay.address] = nil
        let isShared = allocation.relays.contains { $0.carrier == relay.carrier }
        if !isShared { byCarrier[relay.carrier.withoutPeer] = nil }
    }

    mutating func remove(_ allocation: Allocation) {
        byClient[allocation.client] = nil
        for relay in allocation.relays {
            byCarrier[relay.carrier.withoutPeer] = nil
            if !allocation.isVirtual { byRelayedAddress[relay.address] = nil }
        }
        expiries.remove(allocation.client)
    }

    /// An allocation whose time is over, if there is one.
    func expired(by now: MonotonicTime) -> Allocation? {
        expiries.due(by: now).flatMap { byClient[$0] }
    }

    func all(where isWanted: (Allocation) -> Bool) -> [Allocation] {
        byClient.values.filter(isWanted)
    }
}

extension Carrier {
    fileprivate var withoutPeer: Carrier { Carrier(kind, number: number) }
}
