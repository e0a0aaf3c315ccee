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

@Suite struct WebSocketAcceptTests {
    @Test func `the RFC's example is answered as the RFC says`() {
        #expect(
            WebSocketAccept.value(for: "dGhlIHNhbXBsZSBub25jZQ==")
                == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")  // RFC 6455 §1.3
    }
}
