import Testing
import Wire

@testable import Aorta

@Suite struct ReadyAnnouncementTests {
    private func lines(
        https: String? = nil, http: String? = nil, isDemo: Bool, isSecure: Bool, port: Int
    ) -> [String] {
        var configuration = ServerConfiguration()
        configuration.server.https = https.flatMap { SocketAddress($0) }
        configuration.server.http = http.flatMap { SocketAddress($0) }
        configuration.server.isDemo = isDemo
        return ReadyAnnouncement(configuration: configuration).lines(
            port: port, isSecure: isSecure,
            interfaces: [.init(name: "eth0", address: SocketAddress(ipv4: 0xC000_0207, port: 0))],
            defaultRoute: "eth0")
    }

    @Test func `a demo tells both links and how to come from another machine`() {
        let text = lines(isDemo: true, isSecure: true, port: 8443).joined(separator: "\n")

        #expect(text.contains("https://localhost:8443/demo/doctor"))
        #expect(text.contains("https://localhost:8443/demo/patient"))
        #expect(text.contains("From another machine: https://192.0.2.7:8443/demo/patient"))
        #expect(text.contains("self-signed"))
    }

    @Test func `a server on loopback tells of no other machine`() {
        let lines = lines(http: "127.0.0.1:8080", isDemo: false, isSecure: false, port: 8080)

        #expect(lines == ["Aorta is ready: http://127.0.0.1:8080/"])
    }

    @Test func `the usual port is left out`() {
        let lines = lines(https: "0.0.0.0:443", isDemo: false, isSecure: true, port: 443)

        #expect(lines.first == "Aorta is ready: https://localhost/")
        #expect(lines.contains("From another machine: https://192.0.2.7/"))
    }
}
