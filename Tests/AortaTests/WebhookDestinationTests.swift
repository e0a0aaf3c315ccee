import TURN
import Testing

@testable import Aorta

/// A platform's URL leads to a platform, never into the server's own network.
@Suite struct WebhookDestinationTests {
    @Test(arguments: [
        "127.0.0.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
    ])
    func `an address that is not public is no destination`(address: String) throws {
        let destination = try #require(WebhookDestination("https://portal.test/x"))

        #expect(destination.address(among: [address], allowed: []) == nil)
    }

    @Test func `a public address is one by HTTPS, and not in the clear`() throws {
        let secure = try #require(WebhookDestination("https://portal.test/x?y=1"))
        let clear = try #require(WebhookDestination("http://portal.test/x"))

        #expect(secure.address(among: ["192.168.1.1", "8.8.8.8"], allowed: []) == "8.8.8.8")
        #expect(clear.address(among: ["8.8.8.8"], allowed: []) == nil)
        #expect(secure.path == "/x?y=1")
    }

    @Test func `what the operator allows is one, and its neighbours are not`() throws {
        let clear = try #require(WebhookDestination("http://portal.test:9000"))
        let range = try #require(AddressRange("10.20.0.0/16"))

        #expect(clear.address(among: ["10.20.3.4"], allowed: [range]) == "10.20.3.4")
        #expect(clear.address(among: ["10.21.3.4"], allowed: [range]) == nil)
        #expect(clear.path == "/")
    }

    @Test func `a status is read off the first line alone`() {
        #expect(WebhookCourier.status(of: Array("HTTP/1.1 20".utf8)) == nil)
        #expect(WebhookCourier.status(of: Array("HTTP/1.1 204 No".utf8)) == 204)
        #expect(WebhookCourier.status(of: Array("SSH-2.0-OpenSSH".utf8)) == 0)
    }
}
