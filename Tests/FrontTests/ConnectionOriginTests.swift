import Hummingbird
import HummingbirdCore
import Logging
import ServiceLifecycle
import Testing
import Wire

@testable import Front

/// What a request learns of its connection.
@Suite(.timeLimit(.minutes(1))) struct ConnectionOriginTests {
    private static let source = SocketAddress(ipv4: 0xC633_6407, port: 4711)

    private static func proxied(_ configuration: inout FrontConfiguration) {
        configuration.trustedProxies = TrustedProxies(["127.0.0.0/8"])
        configuration.expectsProxyProtocol = true
    }

    @Test(arguments: MediaStreamTests.Way.all)
    func `a media stream comes from where the PROXY header says`(
        way: MediaStreamTests.Way
    ) async throws {
        let media = TestMedia()
        try await TestServer.run(configure: Self.proxied, media: media) { server in
            for (header, host) in [
                (TestProxyHeader.bytes(from: Self.source), "198.51.100.7"),
                (
                    TestProxyHeader.bytes(
                        from: SocketAddress(high: 0x2001_0DB8 << 32, low: 7, port: 9)),
                    "2001:db8::7"
                ), (TestProxyHeader.local, "127.0.0.1"),
            ] {
                var client = try await TestConnection(
                    port: way.port(server), isTLS: way.isTLS, preface: header)
                try await client.send(MediaStreamTests.turn)

                #expect(await client.read(MediaStreamTests.turn.count) == MediaStreamTests.turn)
                #expect(await media.next()?.remote.host == host)
                await client.close()
            }
        }
    }

    @Test func `a PROXY header may dribble in`() async throws {
        let media = TestMedia()
        try await TestServer.run(configure: Self.proxied, media: media) { server in
            let client = try await TestConnection(port: server.httpPort)
            let bytes = TestProxyHeader.bytes(from: Self.source) + MediaStreamTests.turn
            for byte in bytes { try await client.send([byte]) }

            #expect(await media.next()?.remote == Self.source)
            await client.close()
        }
    }

    @Test func `a PROXY header is owed by a trusted proxy, and nobody else may send one`()
        async throws
    {
        let header = TestProxyHeader.bytes(from: Self.source)
        let cases: [(isTrusted: Bool, isExpected: Bool, preface: [UInt8])] = [
            (true, true, []), (true, true, Array("PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n".utf8)),
            (true, false, header), (false, true, header), (false, false, header),
        ]
        for (isTrusted, isExpected, preface) in cases {
            try await TestServer.run(
                configure: {
                    $0.trustedProxies = TrustedProxies(isTrusted ? ["127.0.0.1"] : [])
                    $0.expectsProxyProtocol = isExpected
                }, media: TestMedia()
            ) { server in
                var client = try await TestConnection(port: server.httpPort, preface: preface)
                try? await client.send(MediaStreamTests.turn)
                await client.waitForEnd()
            }
        }
    }

    @Test func `whom a proxy speaks for has the share of one source`() async throws {
        try await TestServer.run(configure: {
            Self.proxied(&$0)
            $0.limits.connectionsPerSource = 1
        }) { server in
            let header = TestProxyHeader.bytes(from: Self.source)
            let first = try await TestConnection(port: server.httpPort, preface: header)
            var other = try await TestConnection(
                port: server.httpPort, preface: TestProxyHeader.bytes(from: Self.source.withPort(9))
            )
            await other.waitForEnd()
            var third = try await TestConnection(
                port: server.httpPort,
                preface: TestProxyHeader.bytes(from: SocketAddress(ipv4: 7, port: 1)))
            try await third.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")

            #expect(try await third.readResponse().status == 200)
            await first.close()
        }
    }

    @Test func `a request knows its source, its proxy and its ClientHello`() async throws {
        try await DescribingServer.run { port in
            var client = try await TestConnection(
                port: port, isTLS: true, applicationProtocols: ["http/1.1"],
                preface: TestProxyHeader.bytes(from: Self.source))
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            let text = try await client.readResponse().text

            #expect(text == "198.51.100.7 127.0.0.1 localhost http/1.1")
        }
    }
}

/// Answers every request with what is known of its connection.
private enum DescribingServer {
    static func run(_ body: (Int) async throws -> Void) async throws {
        let clinic = try await TestClinic()
        defer { clinic.remove() }
        let limits = FrontLimits()
        let rules = StreamRules(
            identity: try TestCertificate.identity(in: clinic.folder), hasClearMedia: false,
            media: nil, limits: limits, sources: SourceLimit(limits),
            trustedProxies: TrustedProxies(["127.0.0.1"]), expectsProxyProtocol: true)
        let (ports, opened) = AsyncStream.makeStream(of: Int.self)
        let router = Router(context: FrontContext.self)
        router.get("/") { _, context in
            let origin = context.connection
            return [
                origin.remoteAddress?.host, origin.proxyAddress?.host,
                origin.clientHello?.serverName,
                origin.clientHello?.applicationProtocols.joined(separator: ","),
            ].map { $0 ?? "-" }.joined(separator: " ")
        }
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let application = Application(
            responder: router.buildResponder(),
            server: HTTPServerBuilder { respond in
                DoorChannel(
                    rules: rules, decide: { _ in .refuse(.forbidden) }, responder: respond)
            },
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { opened.yield($0.localAddress?.port ?? 0) }, logger: logger)
        let group = ServiceGroup(configuration: .init(services: [application], logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            do {
                try await body(await ports.first { _ in true } ?? 0)
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }
}
