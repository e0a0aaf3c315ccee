import STUN
import Wire

/// A TURN server without sockets and clocks (RFC 8656 on RFC 8489).
///
/// Datagrams and times go in; what is to be sent is written to the slab, over the carriers of
/// clients and of relays. An allocation's relay is *real*, a UDP port that ``RelayPorts`` has bound,
/// or *virtual*: then this server's own endpoints are its only peers, and what they and the client
/// exchange is handed over in memory.
///
/// Left out on purpose: RFC 3489, NAT behaviour discovery (RFC 5780) and TCP relays (RFC 6062),
/// which only open ways for abuse.
///
/// The owner keeps ``unixTime`` current, calls ``advance(to:)`` when ``nextDeadline`` has passed, and
/// makes the server its slab's `framing`. Confined to one shard.
package final class TURNServer {
    let configuration: TURNConfiguration
    let authentication: Authentication
    let slab: SendSlab
    /// The configuration's, and what is found to be this machine's.
    var peerPolicy: PeerPolicy
    var pool: RelayPool
    var allocations = AllocationTable()
    var quota: Quota
    var reservations = Reservations()
    var recent = RecentlyEnded()
    var indications = IndicationNumbers()
    /// Found for the room in front of a datagram, taken when that is framed.
    var preparedWay: EndpointWay?
    /// Of the last input; what is framed has no time of its own.
    var clock = MonotonicTime(nanoseconds: 0)

    /// Seconds since 1970, within a few seconds: when time-limited credentials end.
    package var unixTime: Int64 = 0
    package internal(set) var counters = TURNCounters()
    private var endedVirtualRelays: [RelayPort] = []

    /// - Parameters:
    ///   - slab: where answers and relayed data are written.
    ///   - relays: the ports of real relays.
    ///   - firstNumber: of virtual relays; each shard has another.
    ///   - numberStep: how many shards give out numbers.
    package init(
        configuration: TURNConfiguration, slab: SendSlab, relays: any RelayPorts,
        firstNumber: UInt32 = 0, numberStep: UInt32 = 1
    ) {
        self.configuration = configuration
        self.slab = slab
        authentication = Authentication(
            realm: configuration.realm, users: configuration.users, secret: configuration.secret,
            defaultRelay: configuration.defaultRelay)
        pool = RelayPool(
            real: relays, isRealOn: configuration.areRealRelaysOn,
            virtual: VirtualPorts(
                addresses: configuration.virtualRelays.addresses, first: firstNumber,
                step: numberStep))
        quota = Quota(limits: configuration.quotas)
        peerPolicy = configuration.peers
        for address in configuration.virtualRelays.addresses { peerPolicy.addOwnHost(address) }
    }

    /// Takes in what a client sent: a STUN message or ChannelData, whole.
    ///
    /// - Parameter message: bytes that may be written to; a first byte of 0…3 or 64…127.
    /// - Returns: what is for this server's own endpoints: a part of `message`, and the path that it
    ///   came on for them. Answers to that path reach the client.
    package func receive(
        _ message: UnsafeMutableRawBufferPointer, from client: NetworkPath,
        over transport: ClientTransport, now: MonotonicTime
    ) -> (payload: UnsafeMutableRawBufferPointer, path: NetworkPath)? {
        clock = now
        let datagram = UnsafeRawBufferPointer(message)
        guard let firstByte = datagram.first else { return nil }
        if DatagramKind(firstByte: firstByte) == .turnChannelData {
            let relayed = receiveChannelData(datagram, from: client, now: now)
            return relayed.map { ($0.payload(in: message), $0.path) }
        }
        guard let stun = try? STUNMessage(decoding: datagram.bytes) else {
            counters.drops.malformed += 1
            return nil
        }
        switch (stun.messageClass, stun.method) {
        case (.request, .binding):
            answerBinding(stun, from: client)
        case (.request, _):
            receiveRequest(stun, in: datagram, from: client, now: now)
        case (.indication, .send):
            let relayed = receiveSend(stun, in: datagram, from: client, now: now)
            return relayed.map { ($0.payload(in: message), $0.path) }
        default:
            break  // Nobody owes this server an answer, and it keeps nothing alive by indications.
        }
        return nil
    }

    /// Whether the client has an allocation: an idle stream without one needs not be kept.
    package func hasAllocation(_ client: NetworkPath) -> Bool {
        allocations.allocation(of: client) != nil
    }

    /// The client's stream is closed: its allocation ends at once.
    package func clientGone(_ client: NetworkPath, now: MonotonicTime) {
        clock = now
        guard let allocation = allocations.allocation(of: client) else { return }
        end(allocation)
    }

    /// How long a revoked label is remembered, in seconds: no credential is made for longer.
    static let revocationTime: Int64 = 12 * 3600

    /// The credentials of `label` are not good any more: its allocations end, and no new ones are
    /// made until the credentials would have ended by themselves.
    package func revoke(user label: String, now: MonotonicTime) {
        clock = now
        recent.revoke(label, until: unixTime + Self.revocationTime)
        for allocation in allocations.all(where: { $0.user.label == label }) { end(allocation) }
        for reservation in reservations.takeAll(of: label) { giveUp(reservation) }
    }

    /// Virtual relays that have ended since the last call; the owner asks after each burst.
    package func takeEndedVirtualRelays() -> [RelayPort] {
        guard !endedVirtualRelays.isEmpty else { return [] }
        defer { endedVirtualRelays = [] }
        return endedVirtualRelays
    }

    /// When ``advance(to:)`` should be called; `nil` while nothing can end.
    package var nextDeadline: MonotonicTime? {
        guard let ofAllocations = allocations.nextExpiry else { return reservations.nextExpiry }
        return reservations.nextExpiry.map { min($0, ofAllocations) } ?? ofAllocations
    }

    /// Ends what has not been refreshed.
    package func advance(to now: MonotonicTime) {
        clock = now
        while let allocation = allocations.expired(by: now) { end(allocation) }
        while let reservation = reservations.takeExpired(by: now) { giveUp(reservation) }
    }
}

extension TURNServer {
    func end(_ allocation: Allocation) {
        allocations.remove(allocation)
        for relay in allocation.relays { close(relay) }
        allocation.account.clients.remove(allocation.client)
        quota.giveBack(allocation.account, from: allocation.client.remote)
        counters.allocations = allocations.count
    }

    /// Closes a relay that no allocation has any more.
    func close(_ relay: RelayPort) {
        pool.close(relay)
        if relay.carrier.kind == .virtualRelay { endedVirtualRelays.append(relay) }
    }

    private func giveUp(_ reservation: Reservations.Reservation) {
        pool.close(reservation.port)
        quota.giveBack(reservation.account, from: reservation.source)
    }
}

/// A payload for this server's endpoints, by its place in the client's message.
struct RelayedPayload {
    let place: Range<Int>
    let path: NetworkPath

    func payload(in message: UnsafeMutableRawBufferPointer) -> UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(rebasing: message[place])
    }
}
