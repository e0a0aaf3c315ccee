import Foundation
import Logging
import ServiceLifecycle
import Testing

@testable import Front

@Suite(.timeLimit(.minutes(1))) struct StreamServerTests {
    /// Runs `body` with the ports of three listeners: clear, TLS, and both.
    private func run(
        _ media: TestMedia, _ body: @Sendable ([Int]) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/aorta-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let identity = try TestCertificate.identity(in: folder)
        let doors: [StreamServer.Door] = [.clear, .secure(identity), .both(identity)]
        let (listening, opened) = AsyncStream.makeStream(of: (Int, Int).self)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let server = StreamServer(
            listeners: doors.map { .init(host: "127.0.0.1", port: 0, door: $0) }, media: media,
            logger: logger, didListen: { opened.yield(($0, $1)) })
        let group = ServiceGroup(configuration: .init(services: [server], logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            var ports = [0, 0, 0]
            for await (index, port) in listening {
                ports[index] = port
                if !ports.contains(0) { break }
            }
            do {
                try await body(ports)
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    @Test func `TURN comes in clear, by TLS, and by both on one port`() async throws {
        let media = TestMedia()
        try await run(media) { ports in
            for (port, isTLS) in [(0, false), (1, true), (2, false), (2, true)] {
                var client = try await TestConnection(port: ports[port], isTLS: isTLS)
                try await client.send(MediaStreamTests.turn)

                #expect(await client.read(MediaStreamTests.turn.count) == MediaStreamTests.turn)
                #expect(await media.next()?.isSecure == isTLS)
            }
            // What is open is closed by the stop.
        }
    }

    @Test func `nothing else comes in`() async throws {
        try await run(TestMedia()) { ports in
            for (port, isTLS, bytes) in [
                (0, false, Array("GET / HTTP/1.1\r\n\r\n".utf8)),
                (2, true, Array("GET / HTTP/1.1\r\n\r\n".utf8)),
                (1, false, MediaStreamTests.turn), (0, false, TestClientHello().records()),
            ] {
                var client = try await TestConnection(port: ports[port], isTLS: isTLS)
                try await client.send(bytes)
                await client.waitForEnd()
            }
        }
    }
}
