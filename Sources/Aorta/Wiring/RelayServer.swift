import Clinic
import Engine
import Foundation
import Front
import Logging
import ServiceLifecycle
import Signaling
import Storage
import Wire

/// One running server: everything put together, started in order and stopped in order.
struct RelayServer: Sendable {
    /// How long an orderly stop may take before it is cut short.
    static let stopLimit = Duration.seconds(5)

    let configuration: ServerConfiguration
    private let logger = Logger(label: "aorta")

    /// Runs until SIGTERM or SIGINT.
    ///
    /// - Throws: ``StartFailure`` when it cannot start.
    func run() async throws {
        let signals = StopSignals()
        if configuration.cluster.redis != nil {
            logger.warning("cluster.redis is set, but this version serves from one process")
        }
        Housekeeping.raiseDescriptorLimit()
        let database = try openDatabase()
        let stores = database.stores
        if configuration.server.isDemo {
            try await DemoData.prepare(stores, at: .now())
        }
        let vault = try await openVault(database)
        let secret = try TURNSecret(
            configured: configuration.turn.secret, folder: configuration.dataFolder)
        let engine = try startEngine(secret)
        let media = EngineMediaPlane(
            engine: engine, access: turnAccess(secret, engine), vault: vault)
        let consultations = ConsultationDirectory(
            stores: stores, media: media, configuration: configuration.signaling)
        let tools = try makeToolRooms(stores, media)
        let doors = ServiceGroup(
            configuration: .init(
                services: try makeDoors(
                    stores, consultations, engine, media, tools, vault),
                logger: Logger(label: "aorta.lifecycle")))
        let courier = try WebhookCourier(
            stores, allowed: configuration.webhooks.allowAddresses,
            logger: Logger(label: "aorta.webhooks"))
        await record(.serverStarted, in: stores)
        if vault == nil { await record(.recordingOff, in: stores) }
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            async let events: Void = carryEvents(media, consultations, tools)
            tasks.addTask { await Housekeeping.run(stores, logger: logger) }
            tasks.addTask { await courier.run() }
            let erasure = RecordingErasure(
                stores: stores, keys: database.recordingKeys, retention: database.retention,
                folder: recordingsFolder)
            tasks.addTask { await Housekeeping.sweep(erasure, logger: logger) }
            try await consultations.recover()
            tasks.addTask {
                await signals.wait()
                StopSignals.limitStop(to: Self.stopLimit)
                await consultations.closeAll()  // Says why before the doors close.
                await tools?.closeAll()
                await doors.triggerGracefulShutdown()
            }
            do {
                try await doors.run()
            } catch {
                await engine.shutdown()
                tasks.cancelAll()
                throw StartFailure("the doors cannot be opened: \(doorNames): \(error)")
            }
            await engine.shutdown()
            await events  // Behind them the end of every recorded file is stored.
            tasks.cancelAll()
        }
        await record(.serverStopped, in: stores)
        try database.close()
        logger.info("stopped")
    }

    /// Returns when all consultations and the engine are shut down, and what they told is stored.
    private func carryEvents(
        _ media: EngineMediaPlane, _ consultations: ConsultationDirectory, _ tools: ToolRooms?
    ) async {
        await withDiscardingTaskGroup { tasks in
            tasks.addTask { await media.run() }
            tasks.addTask { await consultations.run() }
            tasks.addTask { await tools?.run() }
        }
    }

    /// The data folder, readable by the server alone, and the database in it.
    private func openDatabase() throws -> SQLiteDatabase {
        let folder = configuration.dataFolder
        do {
            try FileManager.default.createDirectory(
                atPath: recordingsFolder, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
            return try SQLiteDatabase(path: folder + "/aorta.sqlite")
        } catch {
            throw StartFailure("the data folder \(folder) cannot be used: \(error)")
        }
    }

    /// The keys of recordings, with what a crash left open closed; `nil` where recording is off.
    private func openVault(_ database: SQLiteDatabase) async throws -> RecordingVault? {
        guard configuration.recordings.isEnabled else { return nil }
        let vault = RecordingVault(
            store: database.recordingKeys, source: configuration.recordingKey,
            folder: recordingsFolder)
        try await vault.prepare(
            makesFile: configuration.recordings.key == nil, logger: logger)
        try await InterruptedRecordings.close(
            in: database.stores, vault: vault, logger: logger)
        return vault
    }

    private var doorNames: String {
        [configuration.httpsListener, configuration.server.http].compactMap { $0?.endpoint }
            .joined(separator: ", ")
    }

    var recordingsFolder: String { configuration.recordingsFolder }

    /// Where browsers are told to send; port 0 stands for the engine's own.
    var candidateAddresses: [SocketAddress] {
        CandidateAddresses.list(
            configured: configuration.media.publicAddress, listener: configuration.media.udp,
            isDemo: configuration.server.isDemo, interfaces: NetworkInterfaces.all(),
            defaultRoute: NetworkInterfaces.defaultRoute())
    }

    /// `nil` where the operator has not allowed them.
    private func makeToolRooms(
        _ stores: ClinicStores, _ media: EngineMediaPlane
    ) throws -> ToolRooms? {
        guard configuration.tools.hasRooms else { return nil }
        let secret = try ToolSecret(folder: configuration.dataFolder)
        return ToolRooms(media: media, audit: stores.audit) { secret.key }
    }

    private func startEngine(_ secret: TURNSecret) throws -> MediaEngine {
        let candidates = candidateAddresses
        var media = MediaConfiguration(
            listenAddress: configuration.media.udp, recordingsDirectory: recordingsFolder)
        media.publicAddresses = candidates
        media.shardCount = configuration.media.shards
        media.followsBandwidth = configuration.media.followsBandwidth
        media.furtherListeners = configuration.media.alsoUDP
        media.tcpCandidates = tcpCandidates(besides: candidates)
        if configuration.turn.isEnabled {
            media.turn = configuration.turnBesideCalls(secret: secret.bytes)
        }
        if configuration.turn.isEnabled, configuration.turn.hasRealRelays {
            media.relay = configuration.relays(besides: [configuration.media.udp])
        }
        do {
            return try MediaEngine.start(media, logger: Logger(label: "aorta.media"))
        } catch {
            throw StartFailure(
                "media cannot be served on \(configuration.media.udp.endpoint): \(error)")
        }
    }

    private func record(_ kind: AuditKind, in stores: ClinicStores) async {
        do {
            _ = try await stores.audit.append(AuditEvent(kind, in: nil, at: .now()))
        } catch {
            logger.error("an audit event could not be written", metadata: ["kind": "\(kind)"])
        }
    }
}

extension WallTime {
    /// The system's clock, read.
    static func now() -> WallTime {
        WallTime(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    }
}
