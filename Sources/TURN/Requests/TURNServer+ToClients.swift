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
        guard let allocation = allocations.allocation(on: relay) else {
            counters.drops.unpermitted += 1
            return
        }
        deliver(datagram, from: peer, to: allocation, now: now)
    }

    /// Delivers what one client's relay sends to another's, as if it had been in the network.
    func handOver(
        _ payload: UnsafeRawBufferPointer, from peer: SocketAddress, to allocation: Allocation,
        now: MonotonicTime
    ) {
        deliver(payload, from: peer, to: allocation, now: now)
    }

    private func deliver(
        _ payload: UnsafeRawBufferPointer, from peer: SocketAddress, to allocation: Allocation,
        now: MonotonicTime
    ) {
        let channel = allocation.channels.binding(to: peer, now: now)
        let reach =
            channel.map { allocation.reach(of: $0, now: now) }
            ?? allocation.reach(of: peer, now: now)
        guard reach != nil else {
            counters.drops.unpermitted += 1
            return
        }
        let envelope = PeerEnvelope(
            channel: channel?.number, peer: peer, payloadLength: payload.count,
            isOnStream: allocation.client.carrier.kind == .stream)
        guard envelope.length <= SendSlab.datagramCapacity else {
            counters.drops.tooLong += 1
            return
        }
        guard allocation.account.toClients.take(payload.count, now: now) else {
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

// What this server's endpoints send to the clients of virtual relays, dressed where it stands.
extension TURNServer: DatagramFraming {
    package func headRoom(for carrier: Carrier) -> Int {
        guard let allocation = allocations.allocation(on: carrier),
            let peer = endpoint(carrier.peer)
        else { return 0 }
        return PeerEnvelope(
            channel: allocation.channels.binding(to: peer, now: clock)?.number, peer: peer,
            payloadLength: 0, isOnStream: false
        ).head
    }

    package func frame(
        _ datagram: UnsafeMutableRawBufferPointer, from carrier: Carrier
    ) -> FramedDatagram? {
        guard let allocation = allocations.allocation(on: carrier),
            let peer = endpoint(carrier.peer)
        else { return nil }
        let channel = allocation.channels.binding(to: peer, now: clock)
        let reach =
            channel.map { allocation.reach(of: $0, now: clock) }
            ?? allocation.reach(of: peer, now: clock)
        guard reach != nil, let body = datagram.baseAddress else {
            counters.drops.unpermitted += 1
            return nil
        }
        guard allocation.account.toClients.take(datagram.count, now: clock) else {
            counters.drops.overBitrate += 1
            return nil
        }
        counters.toClients.count(datagram.count)
        let envelope = PeerEnvelope(
            channel: channel?.number, peer: peer, payloadLength: datagram.count,
            isOnStream: allocation.client.carrier.kind == .stream)
        let whole = UnsafeMutableRawBufferPointer(
            start: body - envelope.head, count: envelope.length)
        envelope.write(
            around: envelope.head..<(envelope.head + datagram.count), in: whole,
            transactionID: indications.next())
        return FramedDatagram(head: envelope.head, tail: envelope.tail, path: allocation.client)
    }

    private func endpoint(_ index: UInt8) -> SocketAddress? {
        let peers = configuration.virtualRelays.peers
        return Int(index) < peers.count ? peers[Int(index)] : nil
    }
}
