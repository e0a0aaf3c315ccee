import Testing
import Wire

@testable import Aorta

@Suite struct CheckPiecesTests {
    @Test(arguments: [
        ("https://video.test", "video.test", 443, true, "video.test"),
        ("video.test", "video.test", 443, true, "video.test"),
        ("https://video.test:8443/x", "video.test", 8443, true, "video.test:8443"),
        ("http://127.0.0.1", "127.0.0.1", 80, false, "127.0.0.1"),
        ("https://[2001:db8::1]:444", "2001:db8::1", 444, true, "[2001:db8::1]:444"),
    ])
    func `a server is read from its URL`(
        text: String, host: String, port: Int, isSecure: Bool, authority: String
    ) throws {
        let server = try #require(CheckedServer(text))

        #expect(server.host == host)
        #expect(server.port == port)
        #expect(server.isSecure == isSecure)
        #expect(server.authority == authority)
    }

    @Test(arguments: ["", "ftp://video.test", "https://", "https://a:0", "https://a:99999"])
    func `what is no server is told`(text: String) {
        #expect(CheckedServer(text) == nil)
    }

    @Test func `a proxy is asked for a tunnel, with its password`() throws {
        let proxy = try #require(ProxyServer("http://nurse:secret@proxy.test:8080"))

        #expect(proxy.host == "proxy.test")
        #expect(proxy.port == 8080)
        #expect(
            proxy.request(for: "video.test:443")
                == "CONNECT video.test:443 HTTP/1.1\r\nHost: video.test:443\r\n"
                + "Proxy-Authorization: Basic bnVyc2U6c2VjcmV0\r\n\r\n")
        #expect(ProxyServer("proxy.test")?.port == 3128)
        #expect(ProxyServer("socks5://proxy.test") == nil)
    }

    @Test(arguments: [StreamFrames.Framing.turn, .ice])
    func `messages come out of a stream whole, whatever its segments`(
        framing: StreamFrames.Framing
    ) {
        let stun: [UInt8] = [0, 1, 0, 4] + [UInt8](repeating: 9, count: 20)
        let channelData: [UInt8] = [0x40, 0, 0, 2, 7, 8]
        let messages = [stun, channelData, stun]
        let stream = messages.flatMap { StreamFrames.framed($0, framing) }
        for size in [1, 2, 3, 7, stream.count] {
            var frames = StreamFrames(framing)
            var found: [[UInt8]] = []
            for start in stride(from: 0, to: stream.count, by: size) {
                frames.append(stream[start..<min(start + size, stream.count)])
                while let message = frames.next() { found.append(message) }
            }
            #expect(found == messages)
        }
    }

    @Test func `an HTTP answer ends by its length, by its chunks or by the connection`() {
        let plain = Array("HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}".utf8)
        let chunked = Array(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n"
                .utf8)
        let open = Array("HTTP/1.1 200 OK\r\n\r\n{}".utf8)

        #expect(HTTPAnswer(plain, hasEnded: false)?.status == 201)
        #expect(HTTPAnswer(chunked, hasEnded: false)?.body == Array("{}".utf8))
        #expect(HTTPAnswer(open, hasEnded: false) == nil)
        #expect(HTTPAnswer(open, hasEnded: true)?.body == Array("{}".utf8))
        for length in 0..<plain.count {
            #expect(HTTPAnswer(Array(plain.prefix(length)), hasEnded: false) == nil)
        }
        for length in 0..<(chunked.count - 4) {
            #expect(HTTPAnswer(Array(chunked.prefix(length)), hasEnded: false) == nil)
        }
        #expect(HTTPAnswer(Array("SSH-2.0-x\r\n\r\n".utf8), hasEnded: true) == nil)
    }

    @Test func `credentials and candidates are read from an answer`() throws {
        let answer = try #require(
            ProbeDescription(
                answer: """
                    v=0\r
                    a=ice-ufrag:abcd\r
                    a=ice-pwd:secret\r
                    a=candidate:1 1 udp 2130706431 192.0.2.1 3478 typ host\r
                    a=candidate:2 1 UDP 2130706430 2001:db8::1 3478 typ host\r
                    a=candidate:3 1 tcp 1518280447 192.0.2.1 443 typ host tcptype passive\r
                    a=candidate:4 1 udp 1 name.local 1 typ host\r

                    """))

        #expect(answer.ufrag == "abcd")
        #expect(answer.password == "secret")
        #expect(answer.candidates.map(\.isTCP) == [false, false, true])
        #expect(answer.candidates.map(\.address.host) == ["192.0.2.1", "2001:db8::1", "192.0.2.1"])
        #expect(ProbeDescription(answer: "v=0") == nil)
    }

    @Test func `lines, rules and the verdict are said in words`() {
        let way = Self.way("turn-tls", media: true)
        var result = CheckResult(way: way.id)
        result.roundTrip = 21.25
        result.loss = 0.004
        result.throughput = 912_000

        #expect(
            CheckWords.line(way, result, nil)
                == "Relay by TLS, port 443               works   21.2 ms    0.4 % lost    0.9 Mbit/s"
        )
        #expect(
            CheckWords.line(way, CheckResult(way: way.id, failure: .turn(401)), .turn(401))
                == "Relay by TLS, port 443               FAILS   the relay answered with error 401")
        #expect(
            CheckWords.rule(way.rule)
                == "Allow outgoing TCP to video.test (192.0.2.1), port 443. Exempt it from TLS "
                + "inspection and from filters that recognise applications.")
    }

    @Test func `without signaling or without media nothing works`() throws {
        let server = try #require(CheckedServer("https://video.test"))
        let media = Self.way("turn-tls", media: true)
        let signaling = Self.way("websocket", media: false)
        var outcome = CheckOutcome(
            server: server,
            setup: CheckSetup(
                ways: [media, signaling], seen: CheckSeen(source: "192.0.2.9", proxies: []),
                certificate: nil))
        #expect(CheckWords.verdict(outcome) == "Video calls do not work from here.")

        outcome.results = [
            CheckResult(way: media.id), CheckResult(way: signaling.id, failure: .refused),
        ]
        #expect(outcome.hasMedia)
        #expect(outcome.rules == [signaling.rule])
        #expect(CheckWords.verdict(outcome) == "Video calls do not work from here.")

        outcome.results[1] = CheckResult(way: signaling.id)
        #expect(CheckWords.verdict(outcome).contains("over TCP only"))
        #expect(outcome.rules.isEmpty)
    }

    @Test func `a server that cannot be asked leaves one rule`() throws {
        let server = try #require(CheckedServer("https://video.test"))
        let outcome = CheckOutcome(server: server, unreachable: .tls)

        #expect(!outcome.hasMedia)
        #expect(outcome.rules.map(\.port) == [443])
        #expect(CheckJSON(outcome).text.contains(#""reason" : "tls""#))
    }

    private static func way(_ kind: String, media: Bool) -> CheckedWay {
        CheckedWay(
            id: "\(kind)-443", kind: kind, carriesMedia: media, host: "video.test", port: 443,
            url: nil,
            rule: CheckedWay.Rule(
                host: "video.test", addresses: ["192.0.2.1"], port: 443, transport: "TCP",
                mustEscapeInspection: true, carriesWebSocket: false))
    }
}
