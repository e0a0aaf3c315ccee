/// Which connection, or allocation, a datagram belongs to, by the path it came on.
///
/// Open addressing with linear probing on one piece of memory: one look-up a packet, no
/// allocation, no reference counting. The hash is seeded, so that nobody outside can choose keys that
/// collide.
package struct PathTable: ~Copyable {
    private struct Entry {
        var path: NetworkPath
        var connection: Int32
    }

    private static let vacant: Int32 = -1
    /// Unless the owner says otherwise more paths than this are refused: 16 a connection for a
    /// thousand two-party rooms.
    package static let capacityLimit = 65_536

    private var entries: UnsafeMutablePointer<Entry>
    private var mask: Int
    package private(set) var count = 0
    private let seed = UInt64.random(in: .min ... .max)
    private let limit: Int

    /// - Parameter limit: paths that there is room for at least.
    package init(limit: Int = capacityLimit) {
        self.limit = limit
        mask = 63
        entries = Self.makeEntries(64)
    }

    deinit {
        entries.deallocate()
    }

    /// The connection that ``insert(_:connection:)`` named for this path.
    package func connection(for path: NetworkPath) -> Int32? {
        var index = slot(of: path)
        while entries[index].connection != Self.vacant {
            if entries[index].path == path { return entries[index].connection }
            index = (index + 1) & mask
        }
        return nil
    }

    /// - Returns: false when the table is at its limit; nothing is changed then.
    package mutating func insert(_ path: NetworkPath, connection: Int32) -> Bool {
        if count * 2 > mask { guard grow() else { return false } }
        var index = slot(of: path)
        while entries[index].connection != Self.vacant {
            if entries[index].path == path {
                entries[index].connection = connection
                return true
            }
            index = (index + 1) & mask
        }
        entries[index] = Entry(path: path, connection: connection)
        count += 1
        return true
    }

    /// Forgets `path`, and moves up what had been displaced by it.
    package mutating func remove(_ path: NetworkPath) {
        var index = slot(of: path)
        while entries[index].path != path || entries[index].connection == Self.vacant {
            if entries[index].connection == Self.vacant { return }
            index = (index + 1) & mask
        }
        count -= 1
        var hole = index
        var next = (index + 1) & mask
        while entries[next].connection != Self.vacant {
            let home = slot(of: entries[next].path)
            if (next - home) & mask >= (next - hole) & mask {
                entries[hole] = entries[next]
                hole = next
            }
            next = (next + 1) & mask
        }
        entries[hole].connection = Self.vacant
    }

    private func slot(of path: NetworkPath) -> Int {
        var hash = path.remote.low ^ seed
        hash = (hash ^ hash >> 29) &* 0xbf58_476d_1ce4_e5b9
        hash ^= path.remote.high &+ UInt64(path.remote.port) << 32 &+ UInt64(path.carrier.rawValue)
        hash = (hash ^ hash >> 32) &* 0x94d0_49bb_1331_11eb
        return Int(truncatingIfNeeded: hash >> 24) & mask
    }

    private mutating func grow() -> Bool {
        let size = mask + 1
        guard size / 2 < limit else { return false }
        let old = entries
        entries = Self.makeEntries(size * 2)
        mask = size * 2 - 1
        count = 0
        for index in 0..<size where old[index].connection != Self.vacant {
            _ = insert(old[index].path, connection: old[index].connection)
        }
        old.deallocate()
        return true
    }

    private static func makeEntries(_ size: Int) -> UnsafeMutablePointer<Entry> {
        let entries = UnsafeMutablePointer<Entry>.allocate(capacity: size)
        let nowhere = NetworkPath(remote: SocketAddress(high: 0, low: 0, port: 0))
        entries.initialize(repeating: Entry(path: nowhere, connection: vacant), count: size)
        return entries
    }
}
