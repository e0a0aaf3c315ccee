import ICE
import Testing
import Wire

@Suite struct HostCandidateTests {
    @Test func `a UDP candidate reads as RFC 8839 §5.1 wants it`() throws {
        let address = try #require(SocketAddress("192.0.2.1:3478"))
        #expect(
            HostCandidate(address).attribute
                == "candidate:1 1 udp 2130706431 192.0.2.1 3478 typ host")
    }

    @Test func `a TCP candidate waits for the browser, and comes after UDP`() throws {
        let address = try #require(SocketAddress("[2001:db8::1]:443"))
        let candidate = HostCandidate(address, .tcpPassive, rank: 2)
        #expect(
            candidate.attribute
                == "candidate:259 1 tcp 1520434687 2001:db8::1 443 typ host tcptype passive")
        #expect(candidate.priority < HostCandidate(address, rank: 255).priority)
    }

    @Test(arguments: [
        ("10.0.0.1:3478", true), ("192.0.2.1:443", true), ("10.0.0.1:443", false),
        ("172.31.0.1:80", false), ("192.168.1.1:443", false), ("192.0.2.1:993", false),
        ("[fd00::1]:443", false), ("[fe80::1]:443", false), ("[2001:db8::1]:443", true),
        ("0.0.0.0:3478", false),
    ])
    func `ports that browsers refuse are known`(address: String, isUsable: Bool) throws {
        let address = try #require(SocketAddress(address))
        #expect(HostCandidate(address).isUsableByBrowsers == isUsable)
    }

    @Test func `random credentials are long, of ice-chars, and never twice the same`() {
        let all = (0..<100).map { _ in ICECredentials.random() }
        #expect(Set(all.map(\.ufrag)).count == 100)
        #expect(Set(all.map(\.password)).count == 100)
        for credentials in all {
            #expect(credentials.ufrag.utf8.count == 8)
            #expect(credentials.password.utf8.count == 24)
            let text = credentials.ufrag + credentials.password
            let isICE = { (c: Character) in c.isLetter || c.isNumber || c == "+" || c == "/" }
            #expect(text.allSatisfy { $0.isASCII && isICE($0) })
        }
    }

    @Test func `a password never shows in a description`() {
        let credentials = ICECredentials(ufrag: "abcd", password: "topsecret")
        #expect(!"\(credentials)".contains("topsecret"))
    }
}
