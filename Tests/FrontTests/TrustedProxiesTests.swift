import Testing
import Wire

@testable import Front

@Suite struct TrustedProxiesTests {
    private func origin(remote: String, forwarded: String?, proto: String?) throws -> RequestOrigin
    {
        TrustedProxies(["192.0.2.1"]).origin(
            remote: SocketAddress(remote, defaultPort: 1), isSecure: false,
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

    @Test(arguments: [
        ("192.0.2.0/24", "192.0.2.255", "192.0.3.0"), ("10.0.0.0/8", "10.255.0.1", "11.0.0.0"),
        ("192.0.2.7", "192.0.2.7", "192.0.2.6"),
        ("2001:db8::/33", "2001:db8:7fff::1", "2001:db8:8000::"),
        ("2001:db8::7", "2001:db8::7", "2001:db8::8"), ("fe80::/10", "fe80::1", "::1"),
        ("2001:db8:0:0:8000::/65", "2001:db8::ffff:0:0:1", "2001:db8::1"),
    ])
    func `a network is trusted whole`(network: String, inside: String, outside: String) {
        let proxies = TrustedProxies([network])

        #expect(proxies.contains(SocketAddress(inside, defaultPort: 7)))
        #expect(!proxies.contains(SocketAddress(outside, defaultPort: 7)))
        #expect(!proxies.contains(nil))
    }

    @Test func `a network of everything trusts everybody of its family`() {
        let everything = TrustedProxies(["0.0.0.0/0"])

        #expect(everything.contains(SocketAddress("203.0.113.9", defaultPort: 7)))
        #expect(!everything.contains(SocketAddress("2001:db8::1", defaultPort: 7)))
        #expect(TrustedProxies(["::/0"]).contains(SocketAddress("2001:db8::1", defaultPort: 7)))
    }

    @Test(arguments: ["", "/8", "10.0.0.0/", "10.0.0.0/33", "::/129", "::/-1", "proxy.example"])
    func `what is no network is trusted by nobody`(text: String) {
        #expect(!TrustedProxies.isWellFormed(text))
        #expect(TrustedProxies([text]) == TrustedProxies())
    }
}
