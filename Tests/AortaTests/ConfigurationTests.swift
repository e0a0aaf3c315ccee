import Foundation
import Logging
import Testing
import Wire

@testable import Aorta

@Suite struct ConfigurationTests {
    private func configuration(
        yaml: String = "", environment: [String: String] = [:], flags: [(String, String)] = []
    ) -> ConfigurationSource {
        var source = ConfigurationSource()
        source.lay(yaml: yaml, named: "aorta.yaml")
        source.lay(environment: environment)
        for (path, text) in flags { source.lay(path, text, flag: "--flag") }
        source.finish()
        return source
    }

    @Test func `nothing set gives the defaults`() {
        let source = configuration()

        #expect(source.problems.isEmpty)
        #expect(source.configuration == ServerConfiguration())
        #expect(source.configuration.httpsListener == SocketAddress("0.0.0.0:8443"))
        #expect(source.configuration.dataFolder == "data")
    }

    @Test func `a flag goes before a variable, that before the file, that before the default`() {
        let yaml = "media:\n  shards: 2\n"
        let environment = ["AORTA_MEDIA_SHARDS": "3"]

        #expect(configuration(yaml: yaml).configuration.media.shards == 2)
        #expect(
            configuration(yaml: yaml, environment: environment).configuration.media.shards == 3)
        let all = configuration(
            yaml: yaml, environment: environment, flags: [("media.shards", "4")])
        #expect(all.configuration.media.shards == 4)
    }

    @Test func `the variables of the original application keep working`() {
        let source = configuration(environment: [
            "REDIS_URL": "redis://cache:6379", "WEBRTC_TURN_URL": "turn:relay.example:3478",
            "WEBRTC_TURN_USERNAME": "name", "WEBRTC_TURN_PASSWORD": "secret",
            "VIDEO_CALL_TOKEN_EXPIRY_HOURS": "12", "VIDEO_CALL_MAX_DURATION_MINUTES": "90",
            "CORS_ALLOWED_ORIGINS": "https://one.example, https://two.example",
        ])

        #expect(source.problems.isEmpty)
        let configuration = source.configuration
        #expect(configuration.cluster.redis == "redis://cache:6379")
        #expect(configuration.externalTURN.url == "turn:relay.example:3478")
        #expect(configuration.externalTURN.password == "secret")
        #expect(configuration.call.tokenExpiryHours == 12)
        #expect(configuration.call.maximumMinutes == 90)
        #expect(
            configuration.server.allowedOrigins == ["https://one.example", "https://two.example"])
    }

    @Test func `an unknown key is told with file, line and the keys there are`() {
        let source = configuration(yaml: "server:\n  https: 0.0.0.0:443\n  htps: 1\n")

        #expect(source.problems.count == 1)
        let text = source.problems.first?.description ?? ""
        #expect(text.hasPrefix("aorta.yaml:3: unknown key 'server.htps'; expected one of "))
        #expect(text.contains("https"))
    }

    @Test func `every wrong value is told at once, with what was expected`() {
        let source = configuration(
            yaml: "server:\n  https: nowhere\nmedia:\n  shards: 0\nmdia:\n  udp: 1\n",
            environment: ["AORTA_LOG_LEVEL": "loud", "AORTA_NONSENSE": "1"])

        let texts = source.problems.map(\.description)
        #expect(texts.count == 5)
        #expect(
            texts.contains { $0.hasPrefix("aorta.yaml:2: server.https is 'nowhere', expected") })
        #expect(
            texts.contains { $0.hasPrefix("aorta.yaml:4: media.shards is '0', expected a num") })
        #expect(texts.contains { $0.hasPrefix("aorta.yaml:5: unknown section 'mdia'") })
        #expect(texts.contains { $0.hasPrefix("environment variable AORTA_LOG_LEVEL") })
        #expect(texts.contains { $0.contains("AORTA_NONSENSE: there is no such variable") })
    }

    @Test(arguments: ["server: [", "server: 1", "- a", "server:\n  https:\n    deep: 1", "a: b"])
    func `a file of another shape is a problem and no crash`(yaml: String) {
        #expect(!configuration(yaml: yaml).problems.isEmpty)
    }

    @Test(arguments: ["", "\n", "server:\n", "server:\n  https:\n", "# nothing\n"])
    func `an empty file, section or value leaves the defaults`(yaml: String) {
        let source = configuration(yaml: yaml)

        #expect(source.problems.isEmpty)
        #expect(source.configuration == ServerConfiguration())
    }

    @Test func `settings that contradict each other stop the start`() {
        let source = configuration(environment: [
            "AORTA_SERVER_CERTIFICATE": "cert.pem", "AORTA_MEDIA_UDP": "0.0.0.0:65535",
            "AORTA_MEDIA_SHARDS": "2", "AORTA_EXTERNAL_TURN_USERNAME": "name",
        ])

        #expect(source.problems.count == 3)
    }

    @Test func `the TURN server's settings are read`() {
        let source = configuration(
            yaml: """
                turn:
                  users: [a:b, "c:d:e"]
                  relayPorts: 50000-50100
                  relayAddresses: [192.0.2.7, "2001:db8::7"]
                  allowPeers: [10.0.0.0/8, "2001:db8::/32", 192.0.2.9]
                  tls: [0.0.0.0:443]
                """)

        #expect(source.problems.isEmpty)
        let turn = source.configuration.turn
        #expect(turn.users.map(\.name) == ["a", "c"])
        #expect(turn.users.map(\.password) == ["b", "d:e"])
        #expect(turn.relayPorts.ports == 50_000...50_100)
        #expect(turn.allowPeers.count == 3)
        #expect(turn.listeners.tls == [SocketAddress("0.0.0.0:443")])
        #expect(turn.listeners.udp.isEmpty)
    }

    @Test(arguments: [
        "denyPeers: [10.0.0.0/33]", "denyPeers: [10.0.0/8]", "allowPeers: ['::/129']",
        "denyPeers: [10.0.0.0/]", "relayPorts: 9-8", "relayPorts: 80-90", "relayPorts: 5000",
        "relayAddresses: [relay.example]", "users: [nobody]", "users: [':x']", "realm: ''",
    ])
    func `what the TURN server cannot use stops the start with its line`(setting: String) {
        let source = configuration(yaml: "turn:\n  \(setting)\n")

        #expect(source.problems.count == 1)
        #expect(source.problems.first?.description.hasPrefix("aorta.yaml:2: turn.") == true)
    }

    @Test(arguments: ConfigurationKey.all.filter { !$0.isList }.map(\.path))
    func `no key takes whatever it is given`(path: String) {
        // An empty text is none of a number, a word of a list, an address, a port, a path, a URL.
        let source = configuration(flags: [(path, "")])

        #expect(source.problems.count == 1)
        #expect(source.problems.first?.description.contains(path) == true)
    }

    @Test func `a wrong password isn't repeated`() {
        let source = configuration(environment: ["AORTA_TURN_USERS": "hunter2"])

        #expect(source.problems.count == 1)
        #expect(source.problems.first?.description.contains("hunter2") == false)
    }

    @Test func `a TURN server alone needs somebody to serve, and TLS a certificate`() {
        var configuration = ServerConfiguration()
        configuration.turn.tls = [ServerConfiguration.TURNSection.listensByDefault]

        #expect(configuration.standaloneContradictions().count == 2)
        configuration.turn.secret = "shared"
        configuration.server.certificate = "cert.pem"
        #expect(configuration.standaloneContradictions().isEmpty)
    }

    @Test func `only HTTP configured means no HTTPS`() {
        let source = configuration(flags: [("server.http", "127.0.0.1:8080")])

        #expect(source.configuration.httpsListener == nil)
    }

    @Test func `every key has a variable of its own`() {
        let names = ConfigurationKey.all.flatMap { $0.olderVariables + [$0.variable] }

        #expect(Set(names).count == names.count)
        #expect(names.contains("AORTA_MEDIA_PUBLIC_ADDRESS"))
        #expect(names.contains("AORTA_CLUSTER_REDIS"))
    }
}

/// `Config/aorta.yaml` against the structs.
@Suite struct ConfigurationSampleTests {
    private static func sample() throws -> String {
        let path = URL(filePath: #filePath).appending(path: "../../../Config/aorta.yaml")
        return try String(contentsOf: path.standardized, encoding: .utf8)
    }

    /// The keys of the sample, commented out, with their values.
    private static func keys() throws -> [(path: String, value: String)] {
        var section = ""
        return try sample().split(separator: "\n").compactMap { line in
            if let title = line.wholeMatch(of: /([A-Za-z]+):/) { section = String(title.1) }
            guard let key = line.wholeMatch(of: /[ ]{2}#([A-Za-z]+):(.*)/) else { return nil }
            return ("\(section).\(key.1)", key.2.trimmingCharacters(in: .whitespaces))
        }
    }

    @Test func `the sample as it stands changes nothing`() throws {
        var source = ConfigurationSource()

        source.lay(yaml: try Self.sample(), named: "Config/aorta.yaml")

        #expect(source.problems.isEmpty)
        #expect(source.configuration == ServerConfiguration())
    }

    @Test func `the sample documents every key and no other`() throws {
        let documented = try Self.keys().map(\.path)

        #expect(documented.sorted() == ConfigurationKey.all.map(\.path).sorted())
    }

    @Test func `the defaults that the sample tells are the defaults`() throws {
        var source = ConfigurationSource()
        let values = try Self.keys().filter { !$0.value.isEmpty && $0.value != "[]" }
        for (path, value) in values { source.lay(path, value, flag: "sample") }

        #expect(source.problems.isEmpty)
        var expected = ServerConfiguration()
        expected.server.https = ServerConfiguration.listensByDefault
        expected.server.data = ServerConfiguration().dataFolder
        #expect(source.configuration == expected)
    }
}
