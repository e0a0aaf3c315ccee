import Testing

@testable import Front

@Suite(.timeLimit(.minutes(1))) struct ConnectionLimitsTests {
    @Test(arguments: [
        "", "\u{16}\u{3}", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}", "GET",
        "GET / HTTP/1.1\r\nHost: a\r\n", "\u{0}\u{1}",
    ])
    func `who does not finish what he begins is closed`(text: String) async throws {
        let limits = FrontLimits.quick
        try await TestServer.run(configure: { $0.limits = limits }) { server in
            for port in [server.httpPort, server.httpsPort] {
                var connection = try await TestConnection(port: port)
                try await connection.send(text)
                await connection.waitForEnd()
            }
        }
    }

    @Test func `a TLS handshake that stops half way is closed, and one that nothing follows`()
        async throws
    {
        let limits = FrontLimits.quick
        try await TestServer.run(configure: { $0.limits = limits }, media: TestMedia()) { server in
            for isDeaf in [true, false] {
                var connection = try await TestConnection(
                    port: server.httpsPort, isTLS: true, isDeaf: isDeaf)
                await connection.waitForEnd()
            }
            var turn = try await TestConnection(port: server.httpsPort, isTLS: true)
            try await turn.send(Array(MediaStreamTests.turn.prefix(7)))
            await turn.waitForEnd()
        }
    }

    @Test func `what dribbles is closed all the same`() async throws {
        let limits = FrontLimits.quick
        try await TestServer.run(
            configure: {
                $0.limits = limits
                $0.trustedProxies = TrustedProxies(["127.0.0.1"])
                $0.expectsProxyProtocol = true
            }
        ) { server in
            // A header that announces 4,000 bytes, and a hello that announces as many.
            let header = TestProxyHeader.signature + [0x21, 0x11, 0x0F, 0xA0]
            let hello = TestProxyHeader.local + [0x16, 3, 1, 0x0F, 0xA0, 1, 0, 0x0F, 0x9C]
            for start in [header, hello] {
                var connection = try await TestConnection(port: server.httpsPort)
                try await connection.send(start)
                var isOpen = true
                for _ in 0..<200 where isOpen {
                    try await Task.sleep(for: .milliseconds(20))
                    isOpen = (try? await connection.send([1])) != nil
                }
                #expect(!isOpen)
                await connection.waitForEnd()
            }
        }
    }

    @Test func `a body that dribbles is closed all the same`() async throws {
        let limits = FrontLimits.quick
        try await TestServer.run(configure: { $0.limits = limits }) { server in
            var connection = try await TestConnection(port: server.httpPort)
            try await connection.send(
                "POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n")
            while (try? await connection.send("a")) != nil { await Task.yield() }
            await connection.waitForEnd()
        }
    }

    @Test(arguments: ["\u{7F}", "\u{16}\u{2}", "\u{0}\u{1}\u{0}\u{0}\u{21}\u{12}garbage"])
    func `what nobody speaks is closed at once`(text: String) async throws {
        try await TestServer.run { server in
            var connection = try await TestConnection(port: server.httpPort)
            try await connection.send(text)
            await connection.waitForEnd()
        }
    }

    @Test func `one source has its share of connections`() async throws {
        var limits = FrontLimits()
        limits.connectionsPerSource = 2
        let few = limits
        try await TestServer.run(configure: { $0.limits = few }) { server in
            let kept = [
                try await TestConnection(port: server.httpPort),
                try await TestConnection(port: server.httpPort),
            ]
            var third = try await TestConnection(port: server.httpPort)
            await third.waitForEnd()
            for connection in kept { await connection.close() }
        }
    }

    @Test func `a broken request is answered with 400`() async throws {
        try await TestServer.run { server in
            var connection = try await TestConnection(port: server.httpPort)
            try await connection.send("GET / HTTP/1.1\r\nbroken header\r\n\r\n")

            #expect(try await connection.readResponse().status == 400)
        }
    }
}
