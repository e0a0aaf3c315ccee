import STUN
import Wire

// What clients send to peers (RFC 8656 §11.2, §12.5).
extension TURNServer {
    /// A Send indication; errors are dropped without a word (§11.2).
    func receiveSend(
        _ message: STUNMessage, in datagram: UnsafeRawBufferPointer, from client: NetworkPath,
        now: MonotonicTime
    ) -> RelayedPayload? {
        guard let allocation = allocations.allocation(of: client) else { return unpermitted() }
        guard let address = message.first(.xorPeerAddress),
            let peer = message.xorAddress(of: address, in: datagram.bytes),
            let payload = message.first(.data)?.value,
            message.unknownAttributes(knowing: Self.knows).isEmpty
        else { return malformed() }
        guard let reach = allocation.reach(of: peer, now: now) else { return unpermitted() }
        return relay(
            ClientPayload(
                datagram: datagram, place: payload, peer: peer, reach: reach,
                isOnChannel: false, isUnfragmented: message.first(.dontFragment) != nil),
            of: allocation, now: now)
    }

    /// ChannelData, with or without padding (§12.5, §12.6).
    func receiveChannelData(
        _ datagram: UnsafeRawBufferPointer, from client: NetworkPath, now: MonotonicTime
    ) -> RelayedPayload? {
        guard let data = ChannelData(decoding: datagram.bytes) else { return malformed() }
        guard let allocation = allocations.allocation(of: client),
            let channel = allocation.channels.binding(of: data.number, now: now),
            let reach = allocation.reach(of: channel, now: now)
        else { return unpermitted() }
        return relay(
            ClientPayload(
                datagram: datagram, place: data.payload, peer: channel.peer, reach: reach,
                isOnChannel: true, isUnfragmented: false),
            of: allocation, now: now)
    }

    /// Application data on its way to a peer.
    private struct ClientPayload {
        let datagram: UnsafeRawBufferPointer
        let place: Range<Int>
        let peer: SocketAddress
        let reach: PeerReach
        /// A channel's peer was looked at when it was bound, port and all.
        let isOnChannel: Bool
        let isUnfragmented: Bool

        var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: datagram[place]) }
    }

    private func relay(
        _ payload: ClientPayload, of allocation: Allocation, now: MonotonicTime
    ) -> RelayedPayload? {
        allocation.lastHeardAt = now
        guard let relay = allocation.relay(towards: payload.peer) else { return unpermitted() }
        guard allocation.account.fromClients.take(payload.place.count, now: now) else {
            counters.drops.overBitrate += 1
            return nil
        }
        switch payload.reach {
        case .endpoints:
            guard let index = endpointIndex(of: payload.peer), !payload.place.isEmpty
            else { return unpermitted() }
            counters.fromClients.count(payload.place.count)
            let carrier = Carrier(.virtualRelay, number: relay.carrier.number, peer: index)
            return RelayedPayload(
                place: payload.place,
                path: NetworkPath(remote: relay.address, carrier: carrier))
        case .network:
            send(payload, from: relay)
        case .thisHost, .ownRelays:
            if let other = allocations.allocation(withRelayedAddress: payload.peer) {
                counters.fromClients.count(payload.place.count)
                handOver(payload.bytes, from: relay.address, to: other)
            } else if payload.reach == .thisHost,
                payload.isOnChannel || !peerPolicy.isOwnListener(payload.peer)
            {
                send(payload, from: relay)
            } else {
                return unpermitted()
            }
        }
        return nil
    }

    private func send(_ payload: ClientPayload, from relay: RelayPort) {
        guard payload.place.count <= SendSlab.datagramCapacity else {
            counters.drops.tooLong += 1
            return
        }
        counters.fromClients.count(payload.place.count)
        if payload.isUnfragmented {
            return pool.sendUnfragmented(payload.bytes, to: payload.peer, from: relay)
        }
        let path = NetworkPath(remote: payload.peer, carrier: relay.carrier)
        slab.reserve(payload.place.count, for: path).copyMemory(from: payload.bytes)
        slab.commit(payload.place.count, to: path)
    }

    /// Which of this server's endpoints' addresses `peer` is.
    func endpointIndex(of peer: SocketAddress) -> UInt8? {
        configuration.virtualRelays.peers.prefix(Int(Carrier.peerLimit))
            .firstIndex(of: peer).map { UInt8(truncatingIfNeeded: $0) }
    }

    private func malformed() -> RelayedPayload? {
        counters.drops.malformed += 1
        return nil
    }

    private func unpermitted() -> RelayedPayload? {
        counters.drops.unpermitted += 1
        return nil
    }
}
