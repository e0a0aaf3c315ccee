import Wire

/// The addresses that virtual relays lead to, and on which shard each is.
struct VirtualPeers: Equatable {
    private(set) var addresses: [SocketAddress] = []
    private(set) var shards: [Int] = []

    /// All shards' most preferred candidates first, at most ``Wire/Carrier/peerLimit``.
    init(of candidates: [[SocketAddress]]) {
        let ranks = candidates.map(\.count).max() ?? 0
        for rank in 0..<ranks {
            for (shard, addresses) in candidates.enumerated() where rank < addresses.count {
                guard self.addresses.count < Int(Carrier.peerLimit) else { return }
                self.addresses.append(addresses[rank])
                shards.append(shard)
            }
        }
    }
}
