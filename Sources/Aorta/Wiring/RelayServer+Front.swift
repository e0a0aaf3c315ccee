import Clinic
import Engine
import Foundation
import Front
import Logging
import ServiceLifecycle
import Signaling
import Wire

extension RelayServer {
    /// The doors, not open yet, and what keeps their certificate fresh.
    func makeDoors(
        _ stores: ClinicStores, _ consultations: ConsultationDirectory, _ engine: MediaEngine,
        _ media: EngineMediaPlane, _ tools: ToolRooms?, _ vault: RecordingVault?
    ) throws -> [any Service] {
        let (listeners, reload) = try makeListeners()
        var front = FrontConfiguration(
            listeners: listeners,
            callLifetime: .seconds(configuration.call.tokenExpiryHours * 3600))
        front.origins = AllowedOrigins(configuration.server.allowedOrigins)
        front.trustedProxies = TrustedProxies(configuration.server.trustedProxies)
        front.expectsProxyProtocol = configuration.server.speaksProxyProtocol
        front.limits.connections = Housekeeping.affordableConnections(
            configuration.limits.connections)
        front.limits.connectionsPerSource = configuration.limits.connectionsPerSource
        front.webRoot = configuration.server.webRoot
        front.demo = configuration.server.isDemo ? DemoData.doors : nil
        var services = FrontServices(
            stores: stores, consultations: consultations, now: { .now() },
            metrics: { await Self.metrics(engine, consultations) },
            obstacles: { await Self.obstacles(stores) },
            report: makeReport(engine, media))
        services.recordings = vault.map(RecordingPlayer.init(vault:))
        services.media = EngineStreams {
            engine.openStream($0, remote: $1, transport: $2, writer: $3)
        }
        services.toolRooms = tools
        let announcement = ReadyAnnouncement(configuration: configuration)
        let server = FrontServer(
            configuration: front, services: services, logger: Logger(label: "aorta.front"),
            didListen: { index, port in
                announcement.tell(
                    port: port,
                    isSecure: listeners[index].door.isSecure)
            })
        return [server] + (reload.map { [$0] } ?? [])
    }

    private static func metrics(
        _ engine: MediaEngine, _ consultations: ConsultationDirectory
    ) async -> [Front.Metric] {
        let live = Front.Metric(
            "aorta_consultations", "Consultations that are live.", .gauge,
            [.init(Double(await consultations.count))])
        return [live] + (await engine.counters().metrics)
    }

    /// A database that cannot be read keeps everything from working.
    private static func obstacles(_ stores: ClinicStores) async -> [String] {
        do {
            _ = try await stores.hospitals.hospitals(after: nil, limit: 1)
            return []
        } catch {
            return ["the database cannot be read"]
        }
    }

    private func makeListeners() throws -> ([FrontConfiguration.Listener], CertificateReload?) {
        var listeners: [FrontConfiguration.Listener] = []
        var reload: CertificateReload?
        if let address = configuration.httpsListener {
            let (certificate, key) = try certificatePaths()
            let serving = try ServingIdentity(certificatePath: certificate, keyPath: key)
            reload = serving.reload
            listeners.append(
                .init(
                    host: address.host, port: Int(address.port), door: .secure(serving.identity)))
        }
        if let address = configuration.server.http {
            listeners.append(.init(host: address.host, port: Int(address.port), door: .clear))
        }
        return (listeners, reload)
    }

    private func certificatePaths() throws -> (certificate: String, key: String) {
        if let certificate = configuration.server.certificate, let key = configuration.server.key {
            return (certificate, key)
        }
        let names = [configuration.server.hostname, "localhost", ProcessInfo.processInfo.hostName]
        let addresses =
            [configuration.media.publicAddress?.host, "127.0.0.1", "::1"].compactMap(\.self)
            + NetworkInterfaces.all().map(\.address).filter { !$0.isLoopback }.map(\.host)
        var seen: Set<String> = []
        let folder = try CertificateFolder(
            in: configuration.dataFolder + "/tls",
            names: (names.compactMap(\.self) + addresses).filter { seen.insert($0).inserted })
        return (folder.certificatePath, folder.keyPath)
    }
}
