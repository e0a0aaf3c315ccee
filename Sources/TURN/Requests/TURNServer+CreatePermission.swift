import STUN
import Wire

extension TURNServer {
    /// Permits the named peers' hosts, all or none (RFC 8656 §10.2).
    func createPermission(_ request: TURNRequest) throws(TURNRejection) {
        let allocation = try allocation(of: request)
        var permitted: [(address: SocketAddress, reach: PeerReach)] = []
        for peer in try request.peers() {
            permitted.append((peer, try admit(peer, to: allocation, asChannel: false)))
        }
        try permit(permitted, for: allocation, now: request.now)
        succeed(request)
    }

    func permit(
        _ peers: [(address: SocketAddress, reach: PeerReach)], for allocation: Allocation,
        now: MonotonicTime
    ) throws(TURNRejection) {
        guard allocation.permissions.install(peers, now: now)
        else { throw TURNRejection(.insufficientCapacity, "Too many permissions") }
    }

    /// Decides whether an allocation may have `peer`, and where datagrams to its host may go.
    ///
    /// - Parameter asChannel: a channel leads to one address; a permission to all of a host's ports.
    func admit(
        _ peer: SocketAddress, to allocation: Allocation, asChannel: Bool
    ) throws(TURNRejection) -> PeerReach {
        let reach =
            allocation.isVirtual
            ? endpointReach(of: peer, asChannel: asChannel) : realReach(of: peer)
        switch reach {
        case .failure(let refusal): throw TURNRejection(.forbidden, refusal.reason)
        case .success(let reach):
            guard allocation.relay(towards: peer) != nil
            else { throw TURNRejection(.peerAddressFamilyMismatch, "Relay has another family") }
            return reach
        }
    }

    private func endpointReach(
        of peer: SocketAddress, asChannel: Bool
    ) -> Result<PeerReach, PeerRefusal> {
        let isOurs = configuration.virtualRelays.peers.contains {
            asChannel ? $0 == peer : $0.withPort(0) == peer.withPort(0)
        }
        return isOurs ? .success(.endpoints) : .failure(.notOurs)
    }

    private func realReach(of peer: SocketAddress) -> Result<PeerReach, PeerRefusal> {
        let refusal = peerPolicy.refusal(of: peer)
        // Another client of this server: handed over in memory, whatever network it is in.
        if allocations.allocation(withRelayedAddress: peer) != nil, refusal != .ownListener {
            return .success(refusal == nil ? .thisHost : .ownRelays)
        }
        if let refusal { return .failure(refusal) }
        return .success(peerPolicy.isOwnHost(peer) ? .thisHost : .network)
    }
}

extension PeerRefusal: Error {}
