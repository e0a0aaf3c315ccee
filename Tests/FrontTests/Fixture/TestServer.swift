import Clinic
import Foundation
import Logging
import NIOSSL
import ServiceLifecycle
import Signaling

@testable import Front

/// The doors, open on ports that the system picked, for the time of one test.
struct TestServer: Sendable {
    let clinic: TestClinic
    let httpPort: Int
    let httpsPort: Int
    /// Asks the doors to close, as SIGTERM does.
    let stop: @Sendable () async -> Void

    /// Runs `body` with an open server, then closes it; fails when it does not close.
    static func run(
        configure: (inout FrontConfiguration) -> Void = { _ in },
        media: (any StreamMedia)? = nil,
        now: @escaping @Sendable () -> WallTime = { Self.now() }, report: ReportServices? = nil,
        toolRooms: (TestClinic) -> ToolRooms? = { _ in nil },
        _ body: @Sendable (TestServer) async throws -> Void
    ) async throws {
        let clinic = try await TestClinic()
        defer { clinic.remove() }
        let identity = try TestCertificate.identity(in: clinic.folder)
        var configuration = FrontConfiguration(
            listeners: [
                .init(host: "127.0.0.1", port: 0, door: .clear),
                .init(host: "127.0.0.1", port: 0, door: .secure(identity)),
            ], callLifetime: .seconds(3600))
        configure(&configuration)
        var services = FrontServices(
            stores: clinic.stores, consultations: clinic.consultations, now: now,
            metrics: { [Metric("aorta_test_total", "A test's.", .counter, [.init(7)])] },
            obstacles: { [] }, report: report)
        services.media = media
        services.recordings = PlainRecordings(folder: clinic.folder + "/recordings")
        services.toolRooms = toolRooms(clinic)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let (ports, opened) = AsyncStream.makeStream(of: (Int, Int).self)
        let front = FrontServer(
            configuration: configuration, services: services, logger: logger,
            didListen: { index, port in opened.yield((index, port)) })
        let group = ServiceGroup(configuration: .init(services: [front], logger: logger))

        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            var byIndex: [Int: Int] = [:]
            for await (index, port) in ports {
                byIndex[index] = port
                if byIndex.count == configuration.listeners.count { break }
            }
            let server = TestServer(
                clinic: clinic, httpPort: byIndex[0] ?? 0, httpsPort: byIndex[1] ?? 0,
                stop: { await group.triggerGracefulShutdown() })
            do {
                try await body(server)
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    static func now() -> WallTime {
        WallTime(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    }

    /// One browser, not signed in, over clear HTTP.
    func browser() -> TestBrowser { TestBrowser(port: httpPort) }

    /// One browser in which `name` has signed in.
    func browser(of name: String) async throws -> TestBrowser {
        var browser = browser()
        try await browser.signIn(name)
        return browser
    }
}
