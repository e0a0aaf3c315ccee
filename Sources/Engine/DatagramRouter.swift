import ICE
import SFU
import TURN
import Wire

/// Tells what comes to one shard apart: calls' own, or a TURN client's (RFC 7983 §7).
///
/// Either may be missing: a server that only relays has no calls, and another no TURN. Confined to
/// its shard's queue.
final class DatagramRouter {
    let plane: ForwardingPlane?
    let turn: TURNServer?
    /// To the rooms and allocations of other shards, if there are any.
    let bridge: ShardBridge?
    /// Nothing here is what they are for.
    private(set) var datagramsUnrouted: UInt64 = 0

    init(plane: ForwardingPlane?, turn: TURNServer?, bridge: ShardBridge? = nil) {
        self.plane = plane
        self.turn = turn
        self.bridge = bridge
    }

    /// Before the first datagram of a burst.
    func beginBurst() {
        turn?.unixTime = MonotonicClock.unixNanoseconds() / 1_000_000_000
    }

    /// Takes what came to a socket.
    ///
    /// - Parameter datagram: stays as it is until ``endBurst(now:)``.
    func receive(
        _ datagram: UnsafeMutableRawBufferPointer, from path: NetworkPath, now: MonotonicTime
    ) {
        guard path.carrier.kind != .relay else {
            turn?.receive(
                UnsafeRawBufferPointer(datagram), fromPeer: path.remote, on: path.carrier, now: now)
            return
        }
        guard let first = datagram.first else { return }
        switch DatagramKind(firstByte: first) {
        case .turnChannelData: receiveTURN(datagram, from: path, over: .udp, now: now)
        case .stun
        where plane == nil || !ConnectivityCheck.mayBe(UnsafeRawBufferPointer(datagram).bytes):
            receiveTURN(datagram, from: path, over: .udp, now: now)
        case .stun, .dtls, .media, .unknown: receiveMedia(datagram, from: path, now: now)
        }
    }

    /// Takes what came over a stream that was opened for `kind`.
    func receive(
        _ datagram: UnsafeMutableRawBufferPointer, from path: NetworkPath, over kind: StreamKind,
        _ transport: ClientTransport, now: MonotonicTime
    ) {
        switch kind {
        case .turn: receiveTURN(datagram, from: path, over: transport, now: now)
        case .framedICE: receiveMedia(datagram, from: path, now: now)
        }
    }

    private func receiveTURN(
        _ datagram: UnsafeMutableRawBufferPointer, from client: NetworkPath,
        over transport: ClientTransport, now: MonotonicTime
    ) {
        guard let turn else { return receiveMedia(datagram, from: client, now: now) }
        // A virtual relay's: as if the payload had come from the relayed address.
        if let (payload, path) = turn.receive(datagram, from: client, over: transport, now: now) {
            if bridge?.takes(UnsafeRawBufferPointer(payload), on: path) == true { return }
            receiveMedia(payload, from: path, now: now)
        }
    }

    /// Takes what another shard passed on: from a virtual relay of its, or for one of this shard's.
    func receiveHandedOver(
        _ datagram: UnsafeMutableRawBufferPointer, on path: NetworkPath, now: MonotonicTime
    ) {
        guard let bridge, bridge.owns(path.carrier) else {
            return receiveMedia(datagram, from: path, now: now)
        }
        bridge.send(UnsafeRawBufferPointer(datagram), on: path)
    }

    private func receiveMedia(
        _ datagram: UnsafeMutableRawBufferPointer, from path: NetworkPath, now: MonotonicTime
    ) {
        guard let plane else {
            datagramsUnrouted += 1
            return
        }
        plane.receive(datagram, from: path, now: now)
    }

    /// The burst's memory may be used again when this returns.
    func endBurst(now: MonotonicTime) {
        plane?.endBurst(now: now)
        forgetEndedRelays()
    }

    /// Calls go on over other paths than those of allocations that have ended.
    private func forgetEndedRelays() {
        guard let turn, let plane else { return }
        for relay in turn.takeEndedVirtualRelays() {
            for peer in 0..<Carrier.peerLimit {
                let carrier = Carrier(.virtualRelay, number: relay.carrier.number, peer: peer)
                let path = NetworkPath(remote: relay.address, carrier: carrier)
                if bridge?.loses(path) != true { plane.lose(path) }
            }
        }
    }

    // MARK: Streams

    /// Whether a call or an allocation would lose something with the stream of `path`.
    func uses(_ path: NetworkPath) -> Bool {
        plane?.knows(path) ?? false || turn?.hasAllocation(path) ?? false
    }

    /// The stream of `path` is gone.
    func lose(_ path: NetworkPath, now: MonotonicTime) {
        plane?.lose(path)
        turn?.clientGone(path, now: now)
        forgetEndedRelays()
    }

    /// Credentials with this label end, and what was made by them.
    func revokeTURN(label: String, now: MonotonicTime) {
        beginBurst()
        turn?.revoke(user: label, now: now)
        forgetEndedRelays()
    }

    // MARK: Time

    var nextDeadline: MonotonicTime? {
        guard let ofPlane = plane?.nextDeadline else { return turn?.nextDeadline }
        guard let ofTURN = turn?.nextDeadline else { return ofPlane }
        return min(ofPlane, ofTURN)
    }

    func advance(to now: MonotonicTime) {
        beginBurst()
        if let deadline = plane?.nextDeadline, deadline <= now { plane?.advance(to: now) }
        if let deadline = turn?.nextDeadline, deadline <= now { turn?.advance(to: now) }
        forgetEndedRelays()
    }
}
