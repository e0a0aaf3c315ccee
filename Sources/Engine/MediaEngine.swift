import DTLSSRTP
import Logging
import Recording
import SFU
import TURN
import Wire

/// The front door of all media: shards, rooms, recordings.
///
/// Ends by ``shutdown()``, which must be called: until then its shards keep themselves alive.
package final class MediaEngine: Sendable {
    /// What becomes of the recordings of all rooms. For one reader; ends with ``shutdown()``.
    package let recordingEvents: AsyncStream<RecordingEvent>
    /// What each shard is bound to, without the further listeners.
    package let localAddresses: [SocketAddress]
    /// Where browsers in rooms of the first shard are told to send, most preferred first.
    package let candidates: [SocketAddress]
    /// Where they are told to connect for ICE over TCP.
    package let tcpCandidates: [SocketAddress]
    let shards: [Shard]
    private let servesTURN: Bool
    private let recordings: RecordingWriter
    private let placement = RoomPlacement()

    /// Binds the ports and starts to serve.
    ///
    /// - Throws: ``ConfigurationProblems``, ``UDPSocketError`` or `DTLSError`; nothing is left
    ///   open then.
    package static func start(
        _ configuration: MediaConfiguration, logger: Logger
    ) throws -> MediaEngine {
        try configuration.validate()
        let engine = try MediaEngine(configuration, certificate: .generate(), logger: logger)
        for shard in engine.shards { shard.start() }
        for address in engine.shards.flatMap(\.carriers.listeners).map(\.localAddress) {
            logger.info("media port open", metadata: ["port": "\(address.port)"])
        }
        return engine
    }

    private init(
        _ configuration: MediaConfiguration, certificate: DTLSCertificate, logger: Logger
    ) throws(UDPSocketError) {
        recordings = RecordingWriter(
            directory: configuration.recordingsDirectory, logger: logger)
        recordingEvents = recordings.events
        servesTURN = configuration.turn != nil
        var listeners: [[UDPSocket]] = []
        for index in 0..<configuration.shardCount {
            var sockets = [
                try UDPSocket(bindingTo: configuration.listenAddress(ofShard: index))
            ]
            for address in configuration.furtherListeners(ofShard: index) {
                sockets.append(try UDPSocket(bindingTo: address))
            }
            listeners.append(sockets)
        }
        let bound = listeners.map { $0.map(\.localAddress) }
        var shards: [Shard] = []
        for (index, sockets) in listeners.enumerated() {
            shards.append(
                try Shard(
                    index: index, configuration: configuration, listeners: sockets,
                    bound: bound, certificate: certificate, recordings: recordings))
        }
        for shard in shards { shard.connect(to: shards) }
        self.shards = shards
        localAddresses = listeners.map { $0[0].localAddress }
        candidates = configuration.candidates(
            ofShard: 0, boundTo: listeners[0].map(\.localAddress))
        tcpCandidates = configuration.usableTCPCandidates
    }

    /// The key that the files of a recording are encrypted with. To be called before the recording
    /// is started, which without one writes nothing.
    ///
    /// - Parameter key: `nil` takes it back, of a recording that does not start.
    package func setKey(_ key: RecordingDataKey?, of recording: RecordingID) {
        recordings.setKey(key, of: recording)
    }

    /// Opens a room on the shard that has the fewest.
    ///
    /// - Returns: what happens in the room, for one reader; ends when the room is closed. Of a
    ///   reader that falls ``RoomEvents/eventLimit`` events behind the oldest are lost and counted.
    package func openRoom(
        _ room: RoomID
    ) async throws(MediaReply.Refusal) -> AsyncStream<MediaEvent> {
        guard let index = placement.place(room, shardCount: shards.count)
        else { throw .roomExists }
        do {
            return try await shards[index].openRoom(room).get()
        } catch {
            placement.remove(room)
            throw error
        }
    }

    /// Performs one command on the shard that has its room. Commands of one caller that awaits
    /// each are performed in order.
    ///
    /// A room opened this way, rather than by ``openRoom(_:)``, tells nobody of its events.
    package func perform(_ command: MediaCommand) async -> MediaReply {
        if case .openRoom(let room) = command {
            do throws(MediaReply.Refusal) {
                _ = try await openRoom(room)
                return .done
            } catch {
                return .refused(error)
            }
        }
        guard let index = placement.shard(of: command.room) else { return .refused(.unknownRoom) }
        let reply = await shards[index].perform(command)
        if case .closeRoom(let room) = command { placement.remove(room) }
        return reply
    }

    /// Takes over a connection that carries datagrams.
    ///
    /// - Parameters:
    ///   - remote: its other end, as browsers and TURN clients are told.
    ///   - transport: ``TURN/ClientTransport/tcp`` or ``TURN/ClientTransport/tls``.
    /// - Returns: where its bytes go; `nil` where the kind isn't served.
    package func openStream(
        _ kind: StreamKind, remote: SocketAddress, transport: ClientTransport,
        writer: any StreamWriter
    ) -> MediaStream? {
        guard kind == .framedICE || servesTURN else { return nil }
        let stream = StreamCarrier(kind, remote: remote, transport: transport, writer: writer)
        return MediaStream(stream, shards: shards)
    }

    /// Credentials with this label end: so do their allocations, at once, and no more are made.
    package func revokeTURN(label: String) {
        for shard in shards { shard.revokeTURN(label: label) }
    }

    package func counters() async -> MediaCounters {
        var readings: [ShardCounters] = []
        for shard in shards { readings.append(await shard.readCounters()) }
        return MediaCounters(shards: readings, recording: await recordings.readCounters())
    }

    /// Closes every room, then every recording, then returns. Everything is refused after it.
    package func shutdown() async {
        for shard in shards { await shard.shutdown() }
        await recordings.shutdown()
    }
}
