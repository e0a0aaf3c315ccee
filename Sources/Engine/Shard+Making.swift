import DTLSSRTP
import Glibc
import SFU
import TURN
import Wire

// How a shard is put together.
extension Shard {
    /// One that has rooms, and a TURN server where the configuration has one.
    ///
    /// - Parameters:
    ///   - listeners: bound, the shard's first one first.
    ///   - bound: all sockets, by shard.
    convenience init(
        index: Int, configuration: MediaConfiguration, listeners: [UDPSocket],
        bound: [[SocketAddress]], certificate: DTLSCertificate, recordings: RecordingWriter
    ) throws(UDPSocketError) {
        let candidates = bound.enumerated().map { shard, locals in
            configuration.candidates(ofShard: shard, boundTo: locals)
        }
        let peers = VirtualPeers(of: candidates)
        let parts = try Self.parts(
            index: index, listeners: listeners,
            turn: configuration.turn(
                leadingTo: peers.addresses, boundTo: Array(bound.joined())),
            relay: configuration.relay, shardCount: bound.count, shardOfPeer: peers.shards,
            makePlane: { slab in
                var rooms = SFUConfiguration(
                    candidates: candidates[index],
                    tcpCandidates: configuration.usableTCPCandidates, shard: index,
                    ntpOffsetNanoseconds: MonotonicClock.ntpOffsetNanoseconds())
                rooms.followsBandwidth = configuration.followsBandwidth
                return ForwardingPlane(
                    configuration: rooms, certificate: certificate, slab: slab)
            })
        self.init(parts, recordings: recordings)
    }

    /// One that only relays.
    convenience init(
        relaying turn: TURNConfiguration, relay: RelayConfiguration?, listeners: [UDPSocket]
    ) throws(UDPSocketError) {
        var turn = turn
        turn.peers.ownListeners += listeners.map(\.localAddress)
        let parts = try Self.parts(
            index: 0, listeners: listeners, turn: turn, relay: relay, shardCount: 1,
            shardOfPeer: [],
            makePlane: { _ in nil })
        self.init(parts, recordings: nil)
    }

    private static func parts(
        index: Int, listeners: [UDPSocket], turn: TURNConfiguration?, relay: RelayConfiguration?,
        shardCount: Int, shardOfPeer: [Int], makePlane: (SendSlab) -> ForwardingPlane?
    ) throws(UDPSocketError) -> Parts {
        let exhausted = UDPSocketError(
            code: EMFILE, address: listeners.first?.localAddress ?? .init(ipv4: 0, port: 0))
        guard let epoll = EpollSource(), let bell = Doorbell(), epoll.add(bell)
        else { throw exhausted }
        for (number, socket) in listeners.enumerated() {
            guard epoll.add(socket, as: Carrier(.listener, number: UInt32(number)))
            else { throw exhausted }
        }
        let carriers = Carriers(listeners: listeners)
        let slab = CarrierSendSlab(carriers: carriers)
        let server = turn.map { turn in
            TURNServer(
                configuration: turn, slab: slab,
                relays: RelaySockets(
                    configuration: relay ?? RelayConfiguration(addresses: []),
                    carriers: carriers, epoll: epoll),
                firstNumber: UInt32(index), numberStep: UInt32(shardCount))
        }
        let bridge =
            shardCount == 1
            ? nil
            : server.map { server in
                ShardBridge(
                    index: index, shardCount: shardCount, shardOfPeer: shardOfPeer, turn: server,
                    slab: slab)
            }
        slab.framing = bridge ?? server
        return Parts(
            index: index, epoll: epoll, bell: bell, carriers: carriers, slab: slab,
            router: DatagramRouter(plane: makePlane(slab), turn: server, bridge: bridge))
    }
}
