import Engine
import Front
import Logging
import ServiceLifecycle
import TURN
import Wire

/// The TURN server by itself: its engine and its doors, started in order and stopped in order.
struct StandaloneTURN: Sendable {
    let configuration: ServerConfiguration
    private let logger = Logger(label: "aorta.turn")

    /// Runs until SIGTERM or SIGINT.
    ///
    /// - Throws: ``StartFailure`` when it cannot start.
    func run() async throws {
        let signals = StopSignals()
        Housekeeping.raiseDescriptorLimit()
        let engine = try startEngine()
        let doors = ServiceGroup(
            configuration: .init(
                services: try makeDoors(engine), logger: Logger(label: "aorta.lifecycle")))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                await signals.wait()
                StopSignals.limitStop(to: RelayServer.stopLimit)
                await doors.triggerGracefulShutdown()
            }
            do {
                try await doors.run()
            } catch {
                await engine.shutdown()
                tasks.cancelAll()
                throw StartFailure("the doors cannot be opened: \(error)")
            }
            await engine.shutdown()
            tasks.cancelAll()
        }
        logger.info("stopped")
    }

    private func startEngine() throws -> TURNEngine {
        let engine = TURNEngineConfiguration(
            listenAddresses: configuration.turn.listeners.udp, turn: configuration.turnAlone,
            relay: relays)
        do {
            return try TURNEngine.start(engine, logger: logger)
        } catch {
            throw StartFailure("TURN cannot be served: \(error)")
        }
    }

    /// TCP and TLS, not open yet, and what keeps the certificate fresh.
    private func makeDoors(_ engine: TURNEngine) throws -> [any Service] {
        let (_, tcp, tls) = configuration.turn.listeners
        let serving = try tls.isEmpty ? nil : makeIdentity()
        // One for each address; where TCP and TLS share it, their first bytes tell them apart.
        let addresses = tcp + tls.filter { !tcp.contains($0) }
        let doors = addresses.map { address in
            let identity = tls.contains(address) ? serving?.identity : nil
            return Door(address: address, identity: identity, isClear: tcp.contains(address))
        }
        let announcement = TURNAnnouncement(
            udp: engine.localAddresses, doors: doors.map { ($0.names, $0.address) },
            relays: relayWords)
        guard !doors.isEmpty else { return [Idleness()] }
        var server = StreamServer(
            listeners: doors.map(\.listener),
            media: EngineStreams {
                engine.openStream($0, remote: $1, transport: $2, writer: $3)
            }, logger: logger,
            didListen: { place, port in announcement.opened(door: place, port: port) })
        server.limits.connections = Housekeeping.affordableConnections(
            configuration.limits.connections)
        server.limits.connectionsPerSource = configuration.limits.connectionsPerSource
        server.trustedProxies = TrustedProxies(configuration.server.trustedProxies)
        server.expectsProxyProtocol = configuration.server.speaksProxyProtocol
        return [server] + (serving.map { [$0.reload] } ?? [])
    }

    private var relays: RelayConfiguration {
        let (udp, tcp, tls) = configuration.turn.listeners
        return configuration.relays(besides: udp + tcp + tls)
    }

    private var relayWords: String {
        let addresses = relays.addresses.map(\.urlHost).joined(separator: ", ")
        return "\(addresses) ports \(relays.ports.lowerBound)-\(relays.ports.upperBound)"
    }

    private func makeIdentity() throws -> ServingIdentity {
        guard let certificate = configuration.server.certificate, let key = configuration.server.key
        else { throw StartFailure("--tls needs --cert and --key") }
        return try ServingIdentity(certificatePath: certificate, keyPath: key)
    }
}

/// One listening address.
private struct Door {
    let address: SocketAddress
    /// Of TLS, where that is spoken.
    let identity: TLSIdentity?
    let isClear: Bool

    var names: String { identity == nil ? "tcp" : isClear ? "tcp and tls" : "tls" }

    var listener: StreamServer.Listener {
        let door: StreamServer.Door =
            switch (identity, isClear) {
            case (let identity?, true): .both(identity)
            case (let identity?, false): .secure(identity)
            case (nil, _): .clear
            }
        return .init(host: address.host, port: Int(address.port), door: door)
    }
}

/// Keeps a service group running that has nothing else to run.
private struct Idleness: Service {
    func run() async throws { try await gracefulShutdown() }
}
