import NIOCore
import Testing
import Wire

@testable import Front

@Suite(.timeLimit(.minutes(1))) struct MediaStreamTests {
    static let turn: [UInt8] = [0, 3, 0, 8, 0x21, 0x12, 0xA4, 0x42] + Array(1...20)
    static let framed: [UInt8] = [0, 20, 0, 1, 0, 0, 0x21, 0x12, 0xA4, 0x42] + Array(1...12)

    /// A way into the server.
    struct Way: CustomTestStringConvertible {
        let isSecureDoor: Bool
        let isTLS: Bool
        let testDescription: String

        func port(_ server: TestServer) -> Int { isSecureDoor ? server.httpsPort : server.httpPort }

        static let all = [
            Way(isSecureDoor: true, isTLS: true, testDescription: "inside TLS"),
            Way(isSecureDoor: true, isTLS: false, testDescription: "clear on the TLS door"),
            Way(isSecureDoor: false, isTLS: false, testDescription: "clear door"),
        ]
    }

    @Test(arguments: Way.all, [MediaStreamKind.turn, .framedICE])
    func `bytes get through one by one, and back`(way: Way, kind: MediaStreamKind) async throws {
        let media = TestMedia()
        try await TestServer.run(media: media) { server in
            var client = try await TestConnection(port: way.port(server), isTLS: way.isTLS)
            let bytes = kind == .turn ? Self.turn : Self.framed
            for byte in bytes { try await client.send([byte]) }
            let stream = await media.next()
            let echo = await client.read(bytes.count)

            #expect(echo == bytes)
            #expect(stream?.kind == kind)
            #expect(stream?.isSecure == way.isTLS)
            #expect(stream?.remote.host == "127.0.0.1")
            await client.close()
            await stream?.waitForEnd()
        }
    }

    @Test func `pages, signaling and TURN share one port`() async throws {
        let media = TestMedia()
        try await TestServer.run(media: media) { server in
            var doctor = try await server.browser(of: "doctor")
            let (room, _) = try await doctor.enterCall("start")
            var secure = TestBrowser(port: server.httpsPort, isTLS: true)
            secure.cookies = doctor.cookies
            let origin = ["Origin": "https://127.0.0.1:\(server.httpsPort)"]
            var turn = try await TestConnection(
                port: server.httpsPort, isTLS: true, applicationProtocols: ["stun.turn"])
            try await turn.send(Self.turn)
            var socket = try await TestWebSocket(
                "/ws/video-call/\(room)/", of: secure, headers: origin)
            try await socket.send(#"{"type":"join"}"#)
            let page = try await secure.get("/session", accept: "application/json")

            #expect(await turn.read(Self.turn.count) == Self.turn)
            #expect(await socket.message("joined") != nil)
            #expect(page.status == 200)
        }
    }

    @Test func `a burst is large, and comes back whole`() async throws {
        let media = TestMedia()
        try await TestServer.run(media: media) { server in
            for way in Way.all {
                var client = try await TestConnection(port: way.port(server), isTLS: way.isTLS)
                let bytes = Self.turn + (0..<300_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
                try await client.send(bytes)

                #expect(await client.read(bytes.count) == bytes)
                await client.close()
            }
        }
    }

    @Test func `where nobody takes media streams they are closed`() async throws {
        try await TestServer.run { server in
            for way in Way.all {
                var client = try await TestConnection(port: way.port(server), isTLS: way.isTLS)
                try await client.send(Self.turn)
                await client.waitForEnd()
            }
        }
    }

    @Test func `either side closes`() async throws {
        let media = TestMedia(.keeping)
        try await TestServer.run(media: media) { server in
            for way in Way.all {
                var client = try await TestConnection(port: way.port(server), isTLS: way.isTLS)
                try await client.send(Self.turn)
                let stream = await media.next()
                stream?.writer.close()
                await client.waitForEnd()
                await stream?.waitForEnd()
                // To nobody: still answered, so that a queue does not wait for ever.
                await stream?.write([1, 2, 3])
            }
        }
    }

    @Test func `a stop closes media streams`() async throws {
        let media = TestMedia(.keeping)
        try await TestServer.run(media: media) { server in
            for way in Way.all {
                let client = try await TestConnection(port: way.port(server), isTLS: way.isTLS)
                try await client.send(Self.turn)
                let stream = await media.next()
                if way.isSecureDoor, !way.isTLS {
                    await server.stop()
                    await stream?.waitForEnd()
                    await client.close()
                    break
                }
            }
        }
    }

    @Test func `one source has its share of media streams, and pages besides`() async throws {
        let media = TestMedia()
        var limits = FrontLimits()
        limits.mediaStreamsPerSource = 1
        let few = limits
        try await TestServer.run(configure: { $0.limits = few }, media: media) { server in
            var first = try await TestConnection(port: server.httpPort)
            try await first.send(Self.turn)
            #expect(await first.read(Self.turn.count) == Self.turn)
            var second = try await TestConnection(port: server.httpPort)
            try await second.send(Self.turn)
            await second.waitForEnd()
            var browser = server.browser()

            #expect(try await browser.get("/healthz").status == 200)
        }
    }

    @Test func `a reader that is behind holds its stream up, and only for so long`() async throws {
        let media = TestMedia(.takingLate)
        var limits = FrontLimits()
        limits.untakenBytes = 10_000
        let few = limits
        try await TestServer.run(configure: { $0.limits = few }, media: media) { server in
            for way in Way.all {
                let client = try await TestConnection(port: way.port(server), isTLS: way.isTLS)
                let bytes = Self.turn + [UInt8](repeating: 1, count: 16 << 20)
                client.push(bytes)
                guard let stream = await media.next() else { return }
                // As much as one round of reading brings may come on top; the kernel has the rest.
                while stream.byteCount < few.untakenBytes { await Task.yield() }
                for _ in 0..<1_000 { await Task.yield() }
                #expect(stream.byteCount < 1 << 20)
                while stream.byteCount < bytes.count {
                    stream.takeAll()
                    await Task.yield()
                }
                await client.close()
            }
        }
    }

    @Test func `a client that takes nothing is closed, and holds little memory`() async throws {
        let media = TestMedia(.keeping)
        var limits = FrontLimits()
        limits.stall = .milliseconds(400)
        let short = limits
        try await TestServer.run(configure: { $0.limits = short }, media: media) { server in
            for way in Way.all {
                let client = try await TestConnection(port: way.port(server), isTLS: way.isTLS)
                try await client.send(Self.turn)
                guard let stream = await media.next() else { return }
                try await client.stopReading()
                // One burst at a time, as the engine writes: what the kernel has not taken waits.
                let bursts = Task {
                    var written = 0
                    while !Task.isCancelled {
                        await stream.write([UInt8](repeating: 1, count: 30_000))
                        written += 30_000
                    }
                    return written
                }
                await stream.waitForEnd()
                bursts.cancel()
                #expect(await bursts.value < 64 << 20)
                await client.close()
            }
        }
    }

    @Test func `a client that has gone silent is closed`() async throws {
        let media = TestMedia()
        var limits = FrontLimits()
        limits.mediaIdle = .milliseconds(400)
        let short = limits
        try await TestServer.run(configure: { $0.limits = short }, media: media) { server in
            var client = try await TestConnection(port: server.httpPort)
            try await client.send(Self.turn)
            await client.waitForEnd()
            await media.next()?.waitForEnd()
        }
    }

    @Test func `a writer that knows no measure is closed`() async throws {
        let media = TestMedia(.keeping)
        var limits = FrontLimits()
        limits.outgoingBytes = 100_000
        let few = limits
        try await TestServer.run(configure: { $0.limits = few }, media: media) { server in
            let client = try await TestConnection(port: server.httpPort)
            try await client.stopReading()
            try await client.send(Self.turn)
            let stream = await media.next()
            for _ in 0..<1_000 { stream?.writer.write([UInt8](repeating: 1, count: 30_000)) {} }
            await stream?.waitForEnd()
            await client.close()
        }
    }
}
