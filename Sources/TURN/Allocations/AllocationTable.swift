import Wire

/// All allocations of a server, by everything that a packet may name them by.
///
/// The quota bounds their number.
struct AllocationTable: ~Copyable {
    /// By place; a place becomes `nil` and is used again when its allocation has ended.
    private var allocations: [Allocation?] = []
    private var vacantPlaces: [Int32] = []
    private var byClient = PathTable(limit: .max)
    /// By carrier, its peer left out.
    private var byCarrier = PathTable(limit: .max)
    /// Real relays: their addresses may be peers of other allocations.
    private var byRelayedAddress = PathTable(limit: .max)
    private var expiries = DeadlineQueue<NetworkPath>()

    var count: Int { byClient.count }
    var nextExpiry: MonotonicTime? { expiries.first }

    func allocation(of client: NetworkPath) -> Allocation? {
        guard let place = byClient.connection(for: client) else { return nil }
        return allocations[Int(place)]
    }

    func allocation(on carrier: Carrier) -> Allocation? {
        guard let place = byCarrier.connection(for: carrier.asKey) else { return nil }
        return allocations[Int(place)]
    }

    func allocation(withRelayedAddress address: SocketAddress) -> Allocation? {
        guard let place = byRelayedAddress.connection(for: NetworkPath(remote: address))
        else { return nil }
        return allocations[Int(place)]
    }

    mutating func insert(_ allocation: Allocation) {
        let place = vacantPlaces.popLast() ?? Int32(allocations.count)
        if Int(place) == allocations.count {
            allocations.append(allocation)
        } else {
            allocations[Int(place)] = allocation
        }
        _ = byClient.insert(allocation.client, connection: place)
        for relay in allocation.relays {
            _ = byCarrier.insert(relay.carrier.asKey, connection: place)
            if !allocation.isVirtual {
                _ = byRelayedAddress.insert(NetworkPath(remote: relay.address), connection: place)
            }
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
        byRelayedAddress.remove(NetworkPath(remote: relay.address))
        let isShared = allocation.relays.contains { $0.carrier == relay.carrier }
        if !isShared { byCarrier.remove(relay.carrier.asKey) }
    }

    mutating func remove(_ allocation: Allocation) {
        guard let place = byClient.connection(for: allocation.client) else { return }
        allocations[Int(place)] = nil
        vacantPlaces.append(place)
        byClient.remove(allocation.client)
        for relay in allocation.relays {
            byCarrier.remove(relay.carrier.asKey)
            if !allocation.isVirtual { byRelayedAddress.remove(NetworkPath(remote: relay.address)) }
        }
        expiries.remove(allocation.client)
    }

    /// An allocation whose time is over, if there is one.
    func expired(by now: MonotonicTime) -> Allocation? {
        guard let client = expiries.due(by: now) else { return nil }
        return allocation(of: client)
    }

    func all(where isWanted: (Allocation) -> Bool) -> [Allocation] {
        allocations.compactMap(\.self).filter(isWanted)
    }
}

extension Carrier {
    /// Without its peer, and of no address.
    fileprivate var asKey: NetworkPath {
        NetworkPath(
            remote: SocketAddress(high: 0, low: 0, port: 0),
            carrier: Carrier(kind, number: number))
    }
}
