import Clinic
import HTTPTypes
import Testing

@testable import Front

@Suite struct WaysHereTests {
    private let candidates = [
        MediaCandidate(isTCP: false, address: "192.0.2.1", port: 3478),
        MediaCandidate(isTCP: false, address: "2001:db8::1", port: 3478),
        MediaCandidate(isTCP: false, address: "192.0.2.1", port: 443),
        MediaCandidate(isTCP: true, address: "192.0.2.1", port: 443),
    ]

    @Test func `each candidate's port and each TURN server is a way of its own`() {
        let ways = WaysHere.list(
            candidates: candidates,
            relays: [
                "turn:video.test:3478?transport=udp", "turn:video.test:443?transport=tcp",
                "turns:video.test:443?transport=tcp", "stun:video.test:3478",
                "turns:other.test:443?transport=tcp",
            ], host: "video.test", port: 443)

        #expect(
            ways.map(\.id) == [
                "udp-3478", "udp-443", "ice-tcp-443", "turn-udp-3478", "turn-tcp-443",
                "turn-tls-443", "turn-tls-443-other.test", "websocket-443", "long-poll-443",
            ])
        #expect(ways[0].addresses == ["192.0.2.1", "2001:db8::1"])
        #expect(ways[5].addresses == ["192.0.2.1", "2001:db8::1"])
        #expect(ways[6].addresses == [])
        #expect(ways[5].turnURL == "turns:video.test:443?transport=tcp")
        #expect(ways[0].turnURL == nil)
    }

    @Test(arguments: [
        ("turn:a.test", ConnectionWay.Kind.turnUDP, "a.test", UInt16(3478)),
        ("turns:a.test", .turnTLS, "a.test", 5349),
        ("turn:[2001:db8::1]:443?transport=tcp", .turnTCP, "2001:db8::1", 443),
    ])
    func `a TURN address is read with what it leaves out`(
        url: String, kind: ConnectionWay.Kind, host: String, port: UInt16
    ) {
        let address = TURNAddress(url)

        #expect(address?.kind == kind)
        #expect(address?.host == host)
        #expect(address?.port == port)
    }

    @Test(arguments: ["", "turn:", "http://a", "turn:a b", "turn:a:0", "turn:a:70000", "turn:[::1"])
    func `a malformed TURN address is none`(url: String) {
        #expect(TURNAddress(url) == nil)
    }

    @Test func `figures of a client are brought into bounds, unknown ways left out`() throws {
        let draft = ReportDraft(
            client: .browser,
            lines: [
                .init(
                    way: "udp-3478", outcome: .works, connectTime: -1, roundTrip: 1e9, loss: 7,
                    throughput: .infinity, reason: String(repeating: "ä", count: 100)),
                .init(
                    way: "udp-9", outcome: .works, connectTime: nil, roundTrip: nil, loss: nil,
                    throughput: nil, reason: nil),
            ], isCertificateOurs: false)
        let contents = draft.contents(
            ways: WaysHere.list(
                candidates: candidates, relays: [], host: "video.test", port: 443),
            software: "Gecko\u{7}",
            seen: SeenByServer(
                source: "192.0.2.9", isSecure: true, proxies: [], inspection: .unknown))

        let line = try #require(contents.lines.first)
        #expect(contents.lines.count == 1)
        #expect(contents.software == "Gecko?")
        #expect(contents.seen.inspection == .likely(reasons: ["certificate"]))
        #expect(line.connectTime == nil)
        #expect(line.roundTrip == 60_000)
        #expect(line.loss == 1)
        #expect(line.throughput == nil)
        #expect(line.reason?.utf8.allSatisfy { $0 == UInt8(ascii: "?") } == true)
    }

    @Test func `proxies are known by what they write`() throws {
        var headers = HTTPFields()
        headers[try #require(.init("Via"))] = "1.1 proxy.hospitäl"
        headers[try #require(.init("X-Forwarded-For"))] = "10.1.2.3"
        headers[.accept] = "*/*"

        #expect(ProxyTraces.found(in: headers) == ["Via: 1.1 proxy.hospit??l", "X-Forwarded-For"])
    }

    @Test func `attempts are counted by source and in all, until the window ends`() {
        let limit = AttemptLimit(perSource: 2, inAll: 3)
        let start = WallTime(milliseconds: 1_000_000)

        #expect(limit.allows("a", at: start))
        #expect(limit.allows("a", at: start))
        #expect(!limit.allows("a", at: start))
        #expect(limit.allows("b", at: start))
        #expect(!limit.allows("c", at: start))
        #expect(limit.allows("c", at: start + AttemptLimit.window))
    }
}
