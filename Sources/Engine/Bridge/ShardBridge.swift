import TURN
import Wire

/// Takes what virtual relays carry from the shard that has the allocation to the shard that has the
/// room, and back.
///
/// Only where there are several shards; a burst at a time, by copies. Confined to its shard's queue.
final class ShardBridge {
    /// Waiting for one shard at a time, in bytes. What is more is lost, as in any network.
    static let byteLimit = 4 * 1024 * 1024

    /// Which shard has each of the addresses that virtual relays lead to.
    private let shardOfPeer: [Int]
    private let index: Int
    private let turn: TURNServer
    private let slab: SendSlab
    /// All of them, by index, while they run.
    private var shards: [Shard] = []
    private var outgoing: [HandedOverBurst]
    private(set) var datagramsDropped: UInt64 = 0

    init(index: Int, shardCount: Int, shardOfPeer: [Int], turn: TURNServer, slab: SendSlab) {
        self.index = index
        self.shardOfPeer = shardOfPeer
        self.turn = turn
        self.slab = slab
        outgoing = Array(repeating: HandedOverBurst(), count: shardCount)
    }

    func connect(to shards: [Shard]) {
        self.shards = shards
    }

    /// Passes a virtual relay's payload on, where its room is not on this shard.
    ///
    /// - Returns: whether it was.
    func takes(_ payload: UnsafeRawBufferPointer, on path: NetworkPath) -> Bool {
        let shard = shardOfPeer[Int(path.carrier.peer)]
        guard shard != index else { return false }
        outgoing[shard].append(payload, on: path)
        return true
    }

    /// A virtual relay has ended: so has its path to a room, which may be on another shard.
    ///
    /// - Returns: whether it is.
    func loses(_ path: NetworkPath) -> Bool {
        let peer = Int(path.carrier.peer)
        guard peer < shardOfPeer.count, shardOfPeer[peer] != index else { return false }
        if shardOfPeer[peer] < shards.count { shards[shardOfPeer[peer]].lose(path) }
        return true
    }

    /// Sends off what has gathered.
    func post() {
        for shard in outgoing.indices where !outgoing[shard].isEmpty {
            let burst = outgoing[shard]
            outgoing[shard] = HandedOverBurst()
            if shard >= shards.count || !shards[shard].take(burst) {
                datagramsDropped += UInt64(burst.count)
            }
        }
    }

    /// Whether the carrier is an allocation's of this shard.
    func owns(_ carrier: Carrier) -> Bool { owner(of: carrier) == index }

    /// Sends to the client of an allocation of this shard.
    func send(_ datagram: UnsafeRawBufferPointer, on path: NetworkPath) {
        slab.reserve(datagram.count, for: path).copyMemory(from: datagram)
        slab.commit(datagram.count, to: path)
    }

    private func owner(of carrier: Carrier) -> Int { Int(carrier.number) % outgoing.count }
}

// What this shard's rooms send to virtual relays: the allocation's shard dresses it.
extension ShardBridge: DatagramFraming {
    func headRoom(for carrier: Carrier) -> Int {
        owner(of: carrier) == index ? turn.headRoom(for: carrier) : 0
    }

    func frame(
        _ datagram: UnsafeMutableRawBufferPointer, from carrier: Carrier
    ) -> FramedDatagram? {
        let owner = owner(of: carrier)
        guard owner != index else { return turn.frame(datagram, from: carrier) }
        let nowhere = SocketAddress(ipv4: 0, port: 0)
        outgoing[owner].append(
            UnsafeRawBufferPointer(datagram), on: NetworkPath(remote: nowhere, carrier: carrier))
        return nil
    }
}
