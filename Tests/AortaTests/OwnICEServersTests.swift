import Clinic
import Signaling
import Testing

@testable import Aorta

/// What browsers are told of our own TURN server.
@Suite struct OwnICEServersTests {
    private func servers(
        hostname: String? = nil, host: String? = nil, udp: [UInt16] = [3478],
        candidates: Set<UInt16> = [], stream: UInt16? = nil
    ) -> [ICEServer] {
        let ports = OwnICEServers.Ports(
            udp: udp, candidates: candidates, tcp: stream, tls: stream)
        return OwnICEServers(
            secret: Array("secret".utf8), hostname: hostname, address: "192.0.2.7", ports: ports
        ).servers(
            label: "label", host: host, lifetime: .seconds(60),
            at: WallTime(milliseconds: 1_700_000_000_999))
    }

    private func urls(
        hostname: String? = nil, host: String?, udp: [UInt16] = [3478], https: UInt16? = 443
    ) -> [String] {
        servers(hostname: hostname, host: host, udp: udp, stream: https).flatMap(\.urls)
    }

    @Test func `TURN at a port of a candidate is for connections that use TURN alone`() {
        let servers = servers(udp: [3478, 443], candidates: [3478], stream: 8443)

        #expect(servers.map(\.isForRelayOnly) == [false, true])
        #expect(
            servers.map(\.urls) == [
                [
                    "turn:192.0.2.7:443?transport=udp", "turn:192.0.2.7:8443?transport=tcp",
                    "turns:192.0.2.7:8443?transport=tcp",
                ], ["turn:192.0.2.7:3478?transport=udp"],
            ])
        #expect(Set(servers.map(\.username)).count == 1)
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
        let server = try #require(servers().first)

        #expect(server.username == "1700000060:v.label")
        // printf 1700000060:v.label | openssl dgst -sha1 -hmac secret -binary | base64
        #expect(server.credential == "PsDj3h3UgOh6rha8ILPuzRQRkD0=")
    }

    @Test func `a participant's credentials last a call and the wait before it`() {
        let servers = OwnICEServers(
            secret: [], hostname: nil, address: "",
            ports: OwnICEServers.Ports(udp: [], candidates: []))

        #expect(
            TURNAccess(servers: servers, maximumDuration: .seconds(3600)).lifetime
                == .seconds(7200))
        #expect(
            TURNAccess(servers: servers, maximumDuration: .seconds(86_400)).lifetime
                == .seconds(43_200))
    }
}
