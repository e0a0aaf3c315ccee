import Clinic
import Engine
import Foundation
import Front
import Logging
import Signaling
import Wire

extension RelayServer {
    /// The doors, not open yet.
    func makeFront(
        _ stores: ClinicStores, _ consultations: ConsultationDirectory, _ engine: MediaEngine
    ) throws -> FrontServer {
        let listeners = try makeListeners()
        var front = FrontConfiguration(
            listeners: listeners, recordingsFolder: configuration.dataFolder + "/recordings",
            callLifetime: .seconds(configuration.call.tokenExpiryHours * 3600))
        front.origins = AllowedOrigins(configuration.server.allowedOrigins)
        front.trustedProxies = TrustedProxies(configuration.server.trustedProxies)
        front.limits.connections = configuration.limits.connections
        front.limits.connectionsPerSource = configuration.limits.connectionsPerSource
        front.webRoot = configuration.server.webRoot
        front.demo = configuration.server.isDemo ? DemoData.doors : nil
        let services = FrontServices(
            stores: stores, consultations: consultations, now: { .now() },
            metrics: { await engine.counters().metrics },
            obstacles: { [] })
        let announcement = ReadyAnnouncement(configuration: configuration)
        return FrontServer(
            configuration: front, services: services, logger: Logger(label: "aorta.front"),
            didListen: { index, port in
                announcement.tell(
                    port: port,
                    isSecure: listeners[index].door.isSecure)
            })
    }

    private func makeListeners() throws -> [FrontConfiguration.Listener] {
        var listeners: [FrontConfiguration.Listener] = []
        if let address = configuration.httpsListener {
            let identity = try makeIdentity()
            listeners.append(
                .init(host: address.host, port: Int(address.port), door: .secure(identity)))
        }
        if let address = configuration.server.http {
            listeners.append(.init(host: address.host, port: Int(address.port), door: .clear))
        }
        return listeners
    }

    private func makeIdentity() throws -> TLSIdentity {
        let (certificate, key) = try certificatePaths()
        do {
            return try TLSIdentity(certificatePath: certificate, keyPath: key)
        } catch {
            throw StartFailure("\(certificate) and \(key) are no certificate and key: \(error)")
        }
    }

    private func certificatePaths() throws -> (certificate: String, key: String) {
        if let certificate = configuration.server.certificate, let key = configuration.server.key {
            return (certificate, key)
        }
        let addresses =
            [configuration.media.publicAddress?.host, "127.0.0.1", "::1"].compactMap(\.self)
            + NetworkInterfaces.all().map(\.address).filter { !$0.isLoopback }.map(\.host)
        var seen: Set<String> = []
        let names = (["localhost", ProcessInfo.processInfo.hostName] + addresses)
            .filter { seen.insert($0).inserted }
        let folder = try CertificateFolder(in: configuration.dataFolder + "/tls", names: names)
        return (folder.certificatePath, folder.keyPath)
    }
}
