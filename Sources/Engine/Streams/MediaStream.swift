import Synchronization
import Wire

/// One TCP or TLS connection that carries datagrams, for whoever has the connection.
///
/// What it is given is passed to a shard by the piece, in order.
package final class MediaStream: Sendable {
    private enum Way {
        /// The first datagram will tell the shard.
        case undecided([UInt8])
        case shard(Shard)
        case closed
    }

    private let stream: StreamCarrier
    private let shards: [Shard]
    private let way: Mutex<Way>

    /// - Parameter shards: not empty. Where ICE comes to several the first check says which.
    init(_ stream: StreamCarrier, shards: [Shard]) {
        self.stream = stream
        self.shards = shards
        let isDecided = stream.kind == .turn || shards.count == 1
        way = Mutex(isDecided ? .shard(shards[0]) : .undecided([]))
        if isDecided { shards[0].open(stream) }
    }

    /// Takes bytes as they came, cut anyhow.
    ///
    /// - Parameter taken: called once, on any thread: when they have been dealt with, or dropped.
    package func receive(_ bytes: [UInt8], taken: @escaping @Sendable () -> Void) {
        let (shard, bytes) = way.withLock { way in decide(&way, bytes) }
        guard let shard else { return taken() }
        shard.receive(bytes, on: stream, taken: taken)
    }

    /// The connection is gone: what was reached over it is forgotten.
    package func ended() {
        let way = way.withLock { way in
            defer { way = .closed }
            return way
        }
        if case .shard(let shard) = way { shard.end(stream) }
    }

    /// - Returns: where `bytes` go, with those that had come before; no shard where they wait, or
    ///   the stream is of no use.
    private func decide(_ way: inout Way, _ bytes: [UInt8]) -> (Shard?, [UInt8]) {
        switch way {
        case .shard(let shard): return (shard, bytes)
        case .closed: return (nil, [])
        case .undecided(let earlier):
            let first = earlier + bytes
            switch FirstCheck(in: first) {
            case .incomplete:
                way = .undecided(first)
                return (nil, [])
            case .forShard(let number) where number < shards.count:
                way = .shard(shards[number])
                shards[number].open(stream)
                return (shards[number], first)
            case .forShard, .none:
                way = .closed
                stream.refuse()
                return (nil, [])
            }
        }
    }
}
