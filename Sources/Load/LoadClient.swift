import DTLSSRTP
import ICE
import Wire

/// One client on its worker: a transport, and what it sends or receives.
final class LoadClient {
    enum Media {
        case sending(SendingSide)
        case receiving(ReceivingSide)
        /// Not connected yet.
        case none
    }

    let id: Int32
    let transport: LoadTransport
    private let order: ConnectOrder
    private let startedAt: MonotonicTime
    private(set) var media = Media.none
    /// When it stands in the heap; another entry is stale.
    var scheduledAt = MonotonicTime(nanoseconds: .max)
    private var isSettled = false

    init(id: Int32, _ order: ConnectOrder, now: MonotonicTime) throws(LoadError) {
        guard let server = order.remote.addresses.first(where: { !$0.isUnspecified }) else {
            throw .badDescription("the server's description has no address to send to")
        }
        self.id = id
        self.order = order
        startedAt = now
        transport = LoadTransport(
            try LoadSocket(to: server), local: order.local, remote: order.remote,
            certificate: order.certificate,
            relay: order.relay.map { RelayConversation($0, peer: server) }, now: now)
    }

    var nextDeadline: MonotonicTime {
        switch media {
        case .sending(let side): min(side.nextDeadline, transport.nextDeadline)
        case .receiving(let side): min(side.nextDeadline, transport.nextDeadline)
        case .none: transport.nextDeadline
        }
    }

    /// Whether it is still on its way to be connected.
    var isConnecting: Bool { !isSettled }

    func advance(to now: MonotonicTime, _ desk: WorkerDesk) {
        transport.advance(to: now)
        switch media {
        case .sending(let side): side.advance(to: now, by: transport, desk)
        case .receiving(let side): side.advance(to: now, by: transport, desk)
        case .none: settle(now: now)
        }
    }

    /// Reads all that waits, a slab at a time.
    func receive(now: MonotonicTime, _ desk: WorkerDesk) {
        if case .receiving(let side) = media { return receive(for: side, now: now, desk) }
        let slab = desk.arrivals
        repeat {
            transport.receive(into: slab)
            for index in 0..<slab.count { receiveOther(index, of: slab, now: now, desk) }
        } while slab.isFull
        if case .none = media { settle(now: now) }
    }

    private func receive(for side: ReceivingSide, now: MonotonicTime, _ desk: WorkerDesk) {
        let slab = desk.arrivals
        repeat {
            let isSample = side.takeSampleTurn()
            transport.receive(into: slab)
            side.receive(slab, isSample: isSample, now: now, by: transport, desk) {
                receiveOther($0, of: slab, now: now, desk)
            }
        } while slab.isFull
    }

    /// All but a receiver's media.
    private func receiveOther(
        _ index: Int, of slab: ArrivalSlab, now: MonotonicTime, _ desk: WorkerDesk
    ) {
        let datagram = slab.datagram(index)
        guard datagram.count > 1 else { return }
        switch DatagramKind(firstByte: datagram[0]) {
        case .media where DatagramKind.isRTCP(secondByte: datagram[1]):
            receiveRTCP(datagram, now: now, desk)
        case .stun: transport.receiveSTUN(UnsafeRawBufferPointer(datagram), now: now)
        case .dtls: transport.receiveDTLS(UnsafeRawBufferPointer(datagram), now: now)
        case .media, .turnChannelData, .unknown: break
        }
    }

    private func receiveRTCP(
        _ datagram: UnsafeMutableRawBufferPointer, now: MonotonicTime, _ desk: WorkerDesk
    ) {
        guard let length = try? transport.receiver?.unprotectRTCP(datagram) else { return }
        let packet = UnsafeRawBufferPointer(rebasing: datagram[..<length]).bytes
        switch media {
        case .sending(let side): side.receiveRTCP(packet, desk)
        case .receiving(let side): side.receiveRTCP(packet, now: now)
        case .none: break
        }
    }

    /// Tells who waits for it that it is connected, or never will be.
    private func settle(now: MonotonicTime) {
        guard !isSettled else { return }
        switch transport.state {
        case .relaying, .checking, .handshaking: return
        case .failed(let error):
            isSettled = true
            order.promise.resume(returning: .failure(error))
        case .connected:
            isSettled = true
            switch order.media {
            case .sends(let shape, let streams):
                media = .sending(
                    SendingSide(
                        shape, streams, source: order.source, remote: order.remote, now: now))
            case .receives(let sampleEvery):
                media = .receiving(
                    ReceivingSide(
                        of: order.source, remote: order.remote, sampleEvery: sampleEvery,
                        now: now))
            }
            order.promise.resume(returning: .success(now - startedAt))
        }
    }

    /// The worker takes it away; whoever waits is told.
    func end() {
        transport.leave()
        guard !isSettled else { return }
        isSettled = true
        order.promise.resume(returning: .failure(.notConnected("the load was ended")))
    }

    var isAlive: Bool {
        guard case .connected = transport.state, let answeredAt = transport.answeredAt
        else { return false }
        return LoadClock.now() - answeredAt < Self.silenceLimit
    }

    /// Two checks of a pair that works, and some patience.
    private static let silenceLimit = Duration.seconds(8)
}

/// What a worker is asked to connect.
struct ConnectOrder: Sendable {
    enum Media: Sendable {
        case sends(MediaShape, SentStreams)
        case receives(sampleEvery: Int)
    }

    let local: ICECredentials
    let remote: ServerDescription
    let certificate: DTLSCertificate
    /// Of the TURN server through which it goes; on the server's own media port.
    let relay: RelayAccess?
    let media: Media
    /// Of the publisher that sends it or that is received.
    let source: UInt32
    /// Is told how long it took from here to the keys.
    let promise: CheckedContinuation<Result<Duration, LoadError>, Never>
}
