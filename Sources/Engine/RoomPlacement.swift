import SFU
import Synchronization

/// Which shard has which room.
final class RoomPlacement: Sendable {
    private let shardOfRoom = Mutex<[RoomID: Int]>([:])

    /// Gives the room to the shard with the fewest.
    ///
    /// - Returns: `nil` where the room has one already.
    func place(_ room: RoomID, shardCount: Int) -> Int? {
        shardOfRoom.withLock { shardOfRoom in
            guard shardOfRoom[room] == nil else { return nil }
            var loads = [Int](repeating: 0, count: shardCount)
            for shard in shardOfRoom.values { loads[shard] += 1 }
            let shard = loads.indices.min { loads[$0] < loads[$1] } ?? 0
            shardOfRoom[room] = shard
            return shard
        }
    }

    func shard(of room: RoomID) -> Int? {
        shardOfRoom.withLock { $0[room] }
    }

    func remove(_ room: RoomID) {
        shardOfRoom.withLock { $0[room] = nil }
    }
}
