import Clinic
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle

/// Every TCP and TLS door of the server: pages, JSON, WebSockets, operations.
///
/// Runs until its service group stops it: then no connection is accepted any more, WebSockets are
/// closed with 1001, requests under way are finished, and ``run()`` returns.
package struct FrontServer: Service {
    private let configuration: FrontConfiguration
    private let services: FrontServices
    private let logger: Logger
    private let didListen: @Sendable (Int, Int) async -> Void

    /// - Parameter didListen: told the place of a listener in the configuration and the port it
    ///   listens on, when it does.
    package init(
        configuration: FrontConfiguration, services: FrontServices, logger: Logger,
        didListen: @escaping @Sendable (Int, Int) async -> Void = { _, _ in }
    ) {
        self.configuration = configuration
        self.services = services
        self.logger = logger
        self.didListen = didListen
    }

    package func run() async throws {
        let sources = SourceLimit(configuration.limits)
        let audit = RefusalAudit(services: services, logger: logger, limit: RefusalLimit())
        let responder = makeRouter(sources: sources, audit: audit).buildResponder()
        let webSocketDoor = WebSocketDoor(
            configuration: configuration, services: services, audit: audit, logger: logger)
        let doors = configuration.listeners.enumerated().map { index, listener in
            Application(
                responder: responder,
                server: HTTPServerBuilder { respond in
                    DoorChannel(
                        rules: rules(of: listener.door, sources),
                        decide: { await webSocketDoor.verdict(on: $0) }, responder: respond)
                },
                configuration: ApplicationConfiguration(
                    address: .hostname(listener.host, port: listener.port), serverName: nil),
                onServerRunning: { channel in
                    guard let port = channel.localAddress?.port else { return }
                    await didListen(index, port)
                },
                logger: quietLogger)
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for door in doors { group.addTask { try await door.run() } }
            try await group.waitForAll()
        }
    }

    private func rules(of door: Door, _ sources: SourceLimit) -> StreamRules {
        StreamRules(
            identity: door.identity, hasClearMedia: true, media: services.media,
            limits: configuration.limits, sources: sources,
            trustedProxies: configuration.trustedProxies,
            expectsProxyProtocol: configuration.expectsProxyProtocol)
    }

    /// Hummingbird tells of its start at `info`, which is ours to tell.
    private var quietLogger: Logger {
        var logger = logger
        logger.logLevel = max(logger.logLevel, .warning)
        return logger
    }

    private func makeRouter(
        sources: SourceLimit, audit: RefusalAudit
    ) -> Router<FrontContext> {
        let pages = Pages(folder: configuration.webRoot)
        let door = AppointmentDoor(services: services, audit: audit)
        let router = Router(context: FrontContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: ResponseHeaders(configuration: configuration))
        router.add(middleware: RefusalPages(pages: pages))
        // Before what knows browsers and their cookies: a tool has a token, and nothing else.
        if let rooms = services.toolRooms {
            ToolRoutes(configuration: configuration, rooms: rooms, audit: audit).add(to: router)
        }
        router.add(middleware: VisitorMiddleware(configuration: configuration, services: services))
        router.add(middleware: ForgeryCheck(configuration: configuration, audit: audit))
        OperationsRoutes(services: services, sources: sources).add(to: router)
        StaticRoutes(pages: pages).add(to: router)
        SessionRoutes(
            configuration: configuration, services: services, pages: pages, audit: audit,
            desk: SignInDesk(people: services.stores.people)
        ).add(to: router)
        AppointmentRoutes(services: services, pages: pages, audit: audit, door: door)
            .add(to: router)
        CallRoutes(
            configuration: configuration, services: services, pages: pages, audit: audit
        ).add(to: router)
        QualityRoutes(services: services, pages: pages, door: door).add(to: router)
        AuditRoutes(
            services: services, pages: pages, audit: audit, checks: AuditChecks()
        ).add(to: router)
        GuestRoutes(services: services, audit: audit).add(to: router)
        SignalRoutes(configuration: configuration, services: services, audit: audit)
            .add(to: router)
        if let playback = services.recordings {
            RecordingRoutes(
                services: services, playback: playback, audit: audit, door: door,
                views: PlaybackLog()
            ).add(to: router)
        }
        APIRoutes(services: services, pages: pages, audit: audit).add(to: router)
        if let report = services.report {
            ReportRoutes(
                services: services, report: report, pages: pages,
                identity: configuration.listeners.lazy.compactMap(\.door.identity).first,
                audit: audit
            ).add(to: router)
        }
        return router
    }
}
