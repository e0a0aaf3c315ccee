import STUN
import Wire

// What peers send to clients (RFC 8656 §11.5, §12.7).
extension TURNServer {
    /// Takes in a datagram that came to a real relay's port.
    package func receive(
        _ datagram: UnsafeRawBufferPointer, fromPeer peer: SocketAddress, on relay: Carrier,
        now: MonotonicTime
    ) {
        clock = now
        guard let allocation = allocations.allocation(on: relay),
            let way = way(from: peer, to: allocation),
            way.reach == .network || (way.reach == .thisHost && !isOwnListener(peer))
        else {
            counters.drops.unpermitted += 1
            return
        }
        deliver(datagram, from: peer, to: allocation, on: way.channel)
    }

    /// Delivers what one client's relay sends to another's, as if it had been in the network.
    func handOver(
        _ payload: UnsafeRawBufferPointer, from peer: SocketAddress, to allocation: Allocation
    ) {
        guard let way = way(from: peer, to: allocation) else {
            counters.drops.unpermitted += 1
            return
        }
        deliver(payload, from: peer, to: allocation, on: way.channel)
    }

    private func isOwnListener(_ peer: SocketAddress) -> Bool {
        peerPolicy.isOwnListener(peer)
    }

    /// The channel that a peer's datagrams take, if there is one; `nil` without a permission.
    func way(
        from peer: SocketAddress, to allocation: Allocation
    ) -> (channel: UInt16?, reach: PeerReach)? {
        if let channel = allocation.channels.binding(to: peer, now: clock) {
            return allocation.reach(of: channel, now: clock).map { (channel.number, $0) }
        }
        return allocation.reach(of: peer, now: clock).map { (nil, $0) }
    }

    private func deliver(
        _ payload: UnsafeRawBufferPointer, from peer: SocketAddress, to allocation: Allocation,
        on channel: UInt16?
    ) {
        let envelope = PeerEnvelope(
            channel: channel, peer: peer, payloadLength: payload.count,
            isOnStream: allocation.client.carrier.kind == .stream)
        guard envelope.length <= SendSlab.datagramCapacity else {
            counters.drops.tooLong += 1
            return
        }
        guard allocation.account.toClients.take(payload.count, now: clock) else {
            counters.drops.overBitrate += 1
            return
        }
        counters.toClients.count(payload.count)
        let slot = slab.reserve(envelope.length, for: allocation.client)
        let body = envelope.head..<(envelope.head + payload.count)
        UnsafeMutableRawBufferPointer(rebasing: slot[body]).copyMemory(from: payload)
        envelope.write(around: body, in: slot, transactionID: indications.next())
        slab.commit(envelope.length, to: allocation.client)
    }
}
