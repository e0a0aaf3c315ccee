import Clinic
import Signaling
import Testing

@testable import Aorta

/// What browsers are told of our own TURN server.
@Suite struct OwnICEServersTests {
    private func urls(
        hostname: String? = nil, host: String?, udp: [UInt16] = [3478], https: UInt16? = 443
    ) -> [String] {
        let servers = OwnICEServers(
            secret: Array("secret".utf8), hostname: hostname, address: "192.0.2.7",
            udpPorts: udp, tcpPort: https, tlsPort: https)
        return servers.servers(
            label: "label", host: host, lifetime: .seconds(60), at: WallTime(milliseconds: 0)
        ).flatMap(\.urls)
    }

    @Test func `all ways are told under the name in the browser's address bar`() {
        #expect(
            urls(host: "call.hospital.example:443", udp: [3478, 443]) == [
                "turn:call.hospital.example:3478?transport=udp",
                "turn:call.hospital.example:443?transport=udp",
                "turn:call.hospital.example:443?transport=tcp",
                "turns:call.hospital.example:443?transport=tcp",
            ])
    }

    @Test func `a configured name goes before the browser's`() {
        #expect(
            urls(hostname: "turn.example", host: "other.example", https: nil)
                == ["turn:turn.example:3478?transport=udp"])
    }

    @Test(arguments: [nil, "", "a b", "name/path", "name:port", "-a.example", "[::1"])
    func `a name that is none gives way to the address`(host: String?) {
        #expect(urls(host: host, https: nil) == ["turn:192.0.2.7:3478?transport=udp"])
    }

    @Test func `IPv6 stands in brackets`() {
        #expect(
            urls(host: "[2001:db8::1]:8443", https: nil)
                == ["turn:[2001:db8::1]:3478?transport=udp"])
    }

    @Test func `ports that Chrome doesn't open are left out`() {
        #expect(urls(host: "a.example", udp: [993], https: 993).isEmpty)
    }

    @Test func `credentials are the label's until they end`() throws {
        let servers = OwnICEServers(
            secret: Array("secret".utf8), hostname: nil, address: "192.0.2.7", udpPorts: [3478],
            tcpPort: nil, tlsPort: nil)

        let server = try #require(
            servers.servers(
                label: "label", host: nil, lifetime: .seconds(60),
                at: WallTime(milliseconds: 1_700_000_000_999)
            ).first)

        #expect(server.username == "1700000060:v.label")
        // printf 1700000060:v.label | openssl dgst -sha1 -hmac secret -binary | base64
        #expect(server.credential == "PsDj3h3UgOh6rha8ILPuzRQRkD0=")
    }

    @Test func `a participant's credentials last a call and the wait before it`() {
        let servers = OwnICEServers(
            secret: [], hostname: nil, address: "", udpPorts: [], tcpPort: nil, tlsPort: nil)

        #expect(
            TURNAccess(servers: servers, maximumDuration: .seconds(3600)).lifetime
                == .seconds(7200))
        #expect(
            TURNAccess(servers: servers, maximumDuration: .seconds(86_400)).lifetime
                == .seconds(43_200))
    }
}
