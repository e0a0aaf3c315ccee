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
    /// Nothing here is what they are for.
    private(set) var datagramsUnrouted: UInt64 = 0

    init(plane: ForwardingPlane?, turn: TURNServer?) {
        self.plane = plane
        self.turn = turn
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
        case .stun where !ConnectivityCheck.mayBe(UnsafeRawBufferPointer(datagram).bytes):
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
            receiveMedia(payload, from: path, now: now)
        }
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
    }

    // MARK: Time

    var nextDeadline: MonotonicTime? {
        [plane?.nextDeadline, turn?.nextDeadline].lazy.compactMap(\.self).min()
    }

    func advance(to now: MonotonicTime) {
        beginBurst()
        if let deadline = plane?.nextDeadline, deadline <= now { plane?.advance(to: now) }
        if let deadline = turn?.nextDeadline, deadline <= now { turn?.advance(to: now) }
    }
}
