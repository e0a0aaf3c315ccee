import Foundation
import Logging
import ServiceLifecycle
import Testing

@testable import Front

@Suite(.timeLimit(.minutes(1))) struct StreamServerTests {
    /// Runs `body` with the ports of three listeners: clear, TLS, and both; and with their
    /// certificate and its folder.
    private func run(
        _ media: TestMedia,
        _ body: @Sendable ([Int], TLSIdentity, String) async throws -> Void
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
                try await body(ports, identity, folder)
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
        try await run(media) { ports, _, _ in
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
        try await run(TestMedia()) { ports, _, _ in
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

    @Test func `a replaced certificate serves the next connection, and none is closed`()
        async throws
    {
        let media = TestMedia()
        try await run(media) { ports, identity, folder in
            let paths = (TestCertificate.path(in: folder), TestCertificate.keyPath(in: folder))
            var before = try await TestConnection(
                port: ports[1], isTLS: true, trusting: TestCertificate.certificate)
            try await before.send(MediaStreamTests.turn)
            #expect(await before.read(MediaStreamTests.turn.count) == MediaStreamTests.turn)

            try TestCertificate.otherCertificate.write(
                toFile: paths.0, atomically: true, encoding: .utf8)
            // The new certificate with the old key: the old pair goes on serving.
            #expect(throws: (any Error).self) {
                try identity.reload(certificatePath: paths.0, keyPath: paths.1)
            }
            for certificate in [TestCertificate.certificate, TestCertificate.otherCertificate] {
                var client = try await TestConnection(
                    port: ports[1], isTLS: true, trusting: certificate)
                try await client.send(MediaStreamTests.turn)
                #expect(await client.read(MediaStreamTests.turn.count) == MediaStreamTests.turn)
                try TestCertificate.otherKey.write(
                    toFile: paths.1, atomically: true, encoding: .utf8)
                try identity.reload(certificatePath: paths.0, keyPath: paths.1)
            }
            try await before.send([1])
            #expect(await before.read(1) == [1])
        }
    }
}
