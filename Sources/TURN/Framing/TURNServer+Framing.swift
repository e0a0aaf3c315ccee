import Wire

/// The way of an endpoint's datagram to the client of a virtual relay.
struct EndpointWay {
    let carrier: Carrier
    let allocation: Allocation
    /// The endpoint's address, as the client knows it.
    let peer: SocketAddress
    let channel: UInt16?

    func envelope(around payloadLength: Int) -> PeerEnvelope {
        PeerEnvelope(
            channel: channel, peer: peer, payloadLength: payloadLength,
            isOnStream: allocation.client.carrier.kind == .stream)
    }
}

// What this server's endpoints send to the clients of virtual relays, dressed where it stands.
extension TURNServer: DatagramFraming {
    package func headRoom(for carrier: Carrier) -> Int {
        preparedWay = endpointWay(on: carrier)
        return preparedWay?.envelope(around: 0).head ?? 0
    }

    package func frame(
        _ datagram: UnsafeMutableRawBufferPointer, from carrier: Carrier
    ) -> FramedDatagram? {
        // Mostly it was looked up a moment ago, for the room in front.
        let prepared = preparedWay.take().flatMap { $0.carrier == carrier ? $0 : nil }
        guard let way = prepared ?? endpointWay(on: carrier), let body = datagram.baseAddress else {
            counters.drops.unpermitted += 1
            return nil
        }
        guard way.allocation.account.toClients.take(datagram.count, now: clock) else {
            counters.drops.overBitrate += 1
            return nil
        }
        counters.toClients.count(datagram.count)
        let envelope = way.envelope(around: datagram.count)
        let whole = UnsafeMutableRawBufferPointer(
            start: body - envelope.head, count: envelope.length)
        envelope.write(
            around: envelope.head..<(envelope.head + datagram.count), in: whole,
            transactionID: indications.next())
        return FramedDatagram(
            head: envelope.head, tail: envelope.tail, path: way.allocation.client)
    }

    /// `nil` when the allocation is gone, or doesn't permit the endpoint.
    private func endpointWay(on carrier: Carrier) -> EndpointWay? {
        let peers = configuration.virtualRelays.peers
        guard Int(carrier.peer) < peers.count,
            let allocation = allocations.allocation(on: carrier)
        else { return nil }
        let peer = peers[Int(carrier.peer)]
        return way(from: peer, to: allocation).map {
            EndpointWay(carrier: carrier, allocation: allocation, peer: peer, channel: $0.channel)
        }
    }
}
