import DTLSSRTP
import ICE
import RTP
import Wire

/// All rooms of one shard: datagrams and commands go in, datagrams and events come out.
///
/// Its owner calls, on one queue, in this order: ``receive(_:from:now:)`` for each datagram of a
/// burst, ``endBurst(now:)`` *before the datagrams' memory is used again*, then flushes the slab
/// and takes events and recorded packets. ``advance(to:)`` when ``nextDeadline`` has passed, and
/// ``perform(_:now:)`` at any time between bursts; flush and take after these as well.
package final class ForwardingPlane {
    let certificate: DTLSCertificate
    let outbox: Outbox
    var rooms: [RoomID: Room] = [:]
    /// By index; a place becomes `nil` and is used again when its connection is closed.
    var connections: [MediaConnection?] = []
    var vacantConnections: [Int32] = []
    var ufrags: [String: Int32] = [:]
    var paths = PathTable()
    var schedule = Schedule()

    package init(
        configuration: SFUConfiguration, certificate: DTLSCertificate, slab: SendSlab
    ) {
        self.certificate = certificate
        outbox = Outbox(slab: slab, configuration: configuration)
    }

    /// A copy of what has been counted so far.
    package var counters: ForwardingCounters {
        var counters = outbox.counters
        counters.rooms = rooms.count
        counters.endpoints = rooms.values.reduce(0) { $0 + $1.endpoints.count }
        return counters
    }

    package func takeEvents() -> [MediaEvent] { outbox.takeEvents() }

    /// Consented packets since the last call; `nil` when there are none.
    package func takeRecorded() -> RecordedBurst? { outbox.takeRecorded() }

    // MARK: Datagrams

    /// Takes one datagram of any kind.
    ///
    /// - Parameter datagram: is decrypted in place, and kept until ``endBurst(now:)``.
    package func receive(
        _ datagram: UnsafeMutableRawBufferPointer, from path: NetworkPath, now: MonotonicTime
    ) {
        guard let first = datagram.first else { return }
        switch DatagramKind(firstByte: first) {
        case .media: receiveMedia(datagram, from: path, now: now)
        case .stun: receiveCheck(UnsafeRawBufferPointer(datagram), from: path, now: now)
        case .dtls: receiveDTLS(UnsafeRawBufferPointer(datagram), from: path, now: now)
        case .turnChannelData, .unknown: outbox.counters.datagramsUnrouted += 1
        }
    }

    /// Forwards what the burst brought.
    package func endBurst(now: MonotonicTime) {
        guard !outbox.waiting.isEmpty else { return }
        for publication in outbox.waiting { publication.forward() }
        outbox.waiting.removeAll(keepingCapacity: true)
    }

    private func connection(on path: NetworkPath) -> MediaConnection? {
        guard let index = paths.connection(for: path), let connection = connections[Int(index)]
        else {
            outbox.counters.datagramsUnrouted += 1
            return nil
        }
        return connection
    }

    private func receiveMedia(
        _ datagram: UnsafeMutableRawBufferPointer, from path: NetworkPath, now: MonotonicTime
    ) {
        guard datagram.count >= 8, let connection = connection(on: path) else { return }
        if DatagramKind.isRTCP(secondByte: datagram[1]) {
            receiveRTCP(datagram, over: connection, now: now)
        } else if connection.purpose == .publish {
            connection.endpoint.publisher?.receiveRTP(datagram, now: now)
            schedule.mediaArrived(at: now)
        }
    }

    private func receiveDTLS(
        _ datagram: UnsafeRawBufferPointer, from path: NetworkPath, now: MonotonicTime
    ) {
        guard let connection = connection(on: path) else { return }
        connection.receiveDTLS(datagram, from: path, now: now)
        settle(connection, now: now)
    }

    private func receiveCheck(
        _ datagram: UnsafeRawBufferPointer, from path: NetworkPath, now: MonotonicTime
    ) {
        guard let check = try? ConnectivityCheck(parsing: datagram.bytes),
            let index = ufrags[check.localUfrag], let connection = connections[Int(index)],
            let changes = connection.receiveCheck(
                check, in: datagram.bytes, from: path, now: now)
        else {
            outbox.counters.stunRefused += 1
            return
        }
        for change in changes {
            switch change {
            case .add(let path): _ = paths.insert(path, connection: index)
            case .remove(let path): forget(path, of: index)
            }
        }
        // A path that had been another connection's is this one's from now on. One whose check was
        // refused is nobody's: it would stay in the table for ever.
        if connection.provenPaths.contains(path), paths.connection(for: path) != index {
            _ = paths.insert(path, connection: index)
        }
        if connection.takeMove() { connection.endpoint.connectionMoved(connection) }
        settle(connection, now: now)
    }

    /// Paths whose datagrams are some connection's.
    package var pathCount: Int { paths.count }

    /// Whether datagrams on `path` are some connection's.
    package func knows(_ path: NetworkPath) -> Bool { paths.connection(for: path) != nil }

    /// The carrier of `path` is gone: its connection goes on over others, or waits for one.
    package func lose(_ path: NetworkPath) {
        guard let index = paths.connection(for: path) else { return }
        paths.remove(path)
        connections[Int(index)]?.lose(path)
    }

    func forget(_ path: NetworkPath, of index: Int32) {
        if paths.connection(for: path) == index { paths.remove(path) }
    }

    /// Tells the endpoint where its connection's state has changed.
    func settle(_ connection: MediaConnection, now: MonotonicTime) {
        guard connection.takeChange() else { return }
        if connection.state == .gone {
            for path in connection.provenPaths { forget(path, of: connection.index) }
        }
        connection.endpoint.connectionChanged(connection, now: now)
    }
}
