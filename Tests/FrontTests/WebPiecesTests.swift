import NIOCore
import Testing

@testable import Front

@Suite struct ByteRangeTests {
    @Test(
        arguments: [
            (nil, .whole), ("bytes=0-4", .part(0...4)), ("bytes=5-", .part(5...9)),
            ("bytes=-3", .part(7...9)), ("bytes=-30", .part(0...9)), ("bytes=8-99", .part(8...9)),
            ("bytes=10-", .unsatisfiable), ("bytes=10-11", .unsatisfiable),
            ("bytes=-0", .unsatisfiable), ("bytes=4-2", .whole), ("bytes=0-1,3-4", .whole),
            ("bytes=", .whole), ("bytes=-", .whole), ("bytes=a-b", .whole), ("items=0-4", .whole),
            ("bytes=0-99999999999999999999", .whole), ("bytes=+1-2", .whole),
        ] as [(String?, ByteRange)])
    func `a range header means`(header: String?, range: ByteRange) {
        #expect(ByteRange(header: header, length: 10) == range)
    }

    @Test func `nothing of an empty file can be had`() {
        #expect(ByteRange(header: "bytes=0-", length: 0) == .unsatisfiable)
        #expect(ByteRange(header: "bytes=-1", length: 0) == .unsatisfiable)
        #expect(ByteRange(header: nil, length: 0) == .whole)
    }
}

@Suite struct FormBodyTests {
    @Test func `fields are decoded, the first of a name counts`() {
        let fields = FormBody.fields(of: "email=a%40b.c&password=x+y%2B&email=z&empty=&bare")

        #expect(fields == ["email": "a@b.c", "password": "x y+", "empty": "", "bare": ""])
    }

    @Test(arguments: ["a=%", "a=%4", "a=%zz", "%=a", "a=%FF"])
    func `what is broken is left out`(text: String) {
        #expect(FormBody.fields(of: text).isEmpty)
    }

    @Test func `an escaped text comes back`() {
        let text = "/a b?c=d&e=é%"

        #expect(FormBody.fields(of: "next=" + FormBody.escaped(text)) == ["next": text])
    }
}

@Suite struct LocalPathTests {
    @Test(arguments: ["/", "/appointments/", "/a?b=c"])
    func `a path of this site may be gone to`(path: String) {
        #expect(LocalPath.isLocal(path))
    }

    @Test(arguments: [
        "", "//evil.example", "/\\evil", "https://evil.example", "/a b", "/\u{e9}", "a",
    ])
    func `anything else may not`(path: String) {
        #expect(!LocalPath.isLocal(path))
    }
}

@Suite struct JSONDepthTests {
    @Test func `nesting is counted outside of strings`() {
        let deep = String(repeating: "[", count: 33)

        #expect(JSONDepth.isBearable(String(repeating: "[", count: 32).utf8))
        #expect(!JSONDepth.isBearable(deep.utf8))
        #expect(JSONDepth.isBearable("\"\(deep)\"".utf8))
        #expect(JSONDepth.isBearable("\"\\\"\(deep)\"".utf8))
        #expect(!JSONDepth.isBearable("\"\\\\\"\(deep)".utf8))
    }
}

@Suite struct PrometheusTextTests {
    @Test func `metrics are written with help, type, sorted labels and escapes`() {
        let text = PrometheusText.text(of: [
            Metric(
                "aorta_packets_total", "Packets\nseen.", .counter,
                [.init(3), .init(1.5, labels: ["way": "in", "kind": "a\"b\\c"])])
        ])

        #expect(
            text == """
                # HELP aorta_packets_total Packets\\nseen.
                # TYPE aorta_packets_total counter
                aorta_packets_total 3
                aorta_packets_total{kind="a\\"b\\\\c",way="in"} 1.5

                """)
    }
}

@Suite struct AllowedOriginsTests {
    @Test func `our own origin and the configured ones are let in`() {
        let origins = AllowedOrigins(["https://platform.example"])

        #expect(origins.accept("https://Host:8443", host: "host:8443", isSecure: true))
        #expect(origins.accept("https://platform.example", host: "host:8443", isSecure: true))
        #expect(!origins.accept("https://host", host: "host:8443", isSecure: true))
        #expect(!origins.accept("http://host:8443", host: "host:8443", isSecure: true))
        #expect(!origins.accept("https://host:8080", host: "host:8080", isSecure: false))
        #expect(!origins.accept("null", host: "host", isSecure: true))
        #expect(!origins.accept("https://", host: nil, isSecure: true))
        #expect(!origins.accept("https://", host: "", isSecure: true))
    }
}

@Suite struct TrustedProxiesTests {
    private func origin(remote: String, forwarded: String?, proto: String?) throws -> RequestOrigin
    {
        TrustedProxies(["192.0.2.1"]).origin(
            remote: try SocketAddress(ipAddress: remote, port: 1), isSecure: false,
            forwardedFor: forwarded, forwardedProto: proto)
    }

    @Test func `a proxy's word counts, its last entry alone`() throws {
        let origin = try origin(
            remote: "192.0.2.1", forwarded: "10.9.9.9, 198.51.100.4", proto: "https")

        #expect(origin == RequestOrigin(source: "198.51.100.4", isSecure: true))
    }

    @Test func `a stranger's word does not`() throws {
        let origin = try origin(remote: "192.0.2.2", forwarded: "198.51.100.4", proto: "https")

        #expect(origin == RequestOrigin(source: "192.0.2.2", isSecure: false))
    }

    @Test func `nonsense leaves the proxy's own address`() throws {
        let origin = try origin(remote: "192.0.2.1", forwarded: "unknown", proto: nil)

        #expect(origin == RequestOrigin(source: "192.0.2.1", isSecure: false))
    }
}

@Suite struct SourceLimitTests {
    @Test func `one source has its share and the server its limit`() {
        let limit = SourceLimit(maximumConnections: 3, maximumPerSource: 2)

        #expect(limit.enter("a"))
        #expect(limit.enter("a"))
        #expect(!limit.enter("a"))
        #expect(limit.enter("b"))
        #expect(!limit.enter("c"))
        limit.leave("a")
        #expect(limit.enter("c"))
        #expect(limit.openConnections == 3)
    }

    @Test func `a proxy is not one source`() {
        let limit = SourceLimit(maximumConnections: 3, maximumPerSource: 1)

        #expect(limit.enter("proxy", isCapped: false))
        #expect(limit.enter("proxy", isCapped: false))
    }

    @Test func `an IPv6 network and a mapped IPv4 address count as one`() throws {
        func source(_ text: String) throws -> String {
            SourceLimit.source(of: try SocketAddress(ipAddress: text, port: 9))
        }

        #expect(try source("2001:db8::1") == source("2001:db8::ffff"))
        #expect(try source("2001:db8::1") != source("2001:db8:0:1::1"))
        #expect(try source("::ffff:192.0.2.7") == source("192.0.2.7"))
    }
}

@Suite struct WebSocketAcceptTests {
    @Test func `the RFC's example is answered as the RFC says`() {
        #expect(
            WebSocketAccept.value(for: "dGhlIHNhbXBsZSBub25jZQ==")
                == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")  // RFC 6455 §1.3
    }
}
