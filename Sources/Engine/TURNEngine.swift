import Logging
import TURN
import Wire

/// A TURN server alone, without calls: its sockets and streams.
///
/// Ends by ``shutdown()``, which must be called: until then its shard keeps itself alive.
package final class TURNEngine: Sendable {
    /// What its UDP sockets are bound to, in the order of the configuration.
    package let localAddresses: [SocketAddress]
    private let shard: Shard

    /// Binds the ports and starts to serve.
    ///
    /// - Throws: ``ConfigurationProblems`` or ``UDPSocketError``; nothing is left open then.
    package static func start(
        _ configuration: TURNEngineConfiguration, logger: Logger
    ) throws -> TURNEngine {
        try configuration.validate()
        let engine = try TURNEngine(configuration)
        engine.shard.start()
        for address in engine.localAddresses {
            logger.info("turn port open", metadata: ["port": "\(address.port)"])
        }
        return engine
    }

    private init(_ configuration: TURNEngineConfiguration) throws(UDPSocketError) {
        var listeners: [UDPSocket] = []
        for address in configuration.listenAddresses {
            listeners.append(try UDPSocket(bindingTo: address))
        }
        localAddresses = listeners.map(\.localAddress)
        shard = try Shard(
            relaying: configuration.turn, relay: configuration.relay, listeners: listeners)
        shard.moderation = ReadModeration(longestPause: configuration.longestPause)
    }

    /// Takes over a connection of a TURN client; see ``MediaEngine/openStream(_:remote:transport:writer:)``.
    package func openStream(
        _ kind: StreamKind, remote: SocketAddress, transport: ClientTransport,
        writer: any StreamWriter
    ) -> MediaStream? {
        guard kind == .turn else { return nil }
        let stream = StreamCarrier(kind, remote: remote, transport: transport, writer: writer)
        return MediaStream(stream, shards: [shard])
    }

    package func revokeTURN(label: String) {
        shard.revokeTURN(label: label)
    }

    package func counters() async -> ShardCounters {
        await shard.readCounters()
    }

    /// Closes everything; allocations end.
    package func shutdown() async {
        await shard.shutdown()
    }
}
