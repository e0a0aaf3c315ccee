import Testing
import Wire

@testable import Engine

@Suite struct MediaConfigurationTests {
    @Test func `all problems are named at once`() {
        var configuration = MediaConfiguration(
            listenAddress: SocketAddress(ipv4: 0, port: 65_535), recordingsDirectory: "")
        configuration.shardCount = 0

        let problems = #expect(throws: ConfigurationProblems.self) { try configuration.validate() }
        #expect(problems?.problems.count == 3)

        configuration.shardCount = 2
        let others = #expect(throws: ConfigurationProblems.self) { try configuration.validate() }
        #expect(others?.problems.count == 3)
        #expect(others?.description.contains("65535") == true)
    }

    @Test func `shards listen on consecutive ports, and say so`() throws {
        var configuration = MediaConfiguration(
            listenAddress: SocketAddress(ipv4: 0, port: 3478), recordingsDirectory: "/r")
        configuration.shardCount = 3
        configuration.publicAddresses = [
            SocketAddress(ipv4: 0xc000_0201, port: 0), SocketAddress(ipv4: 0xc000_0202, port: 9000),
        ]
        try configuration.validate()

        let local = configuration.listenAddress(ofShard: 2)
        #expect(local.port == 3480)
        #expect(
            configuration.candidates(ofShard: 2, boundTo: [local]) == [
                SocketAddress(ipv4: 0xc000_0201, port: 3480),
                SocketAddress(ipv4: 0xc000_0202, port: 9002),
            ])
    }

    @Test func `without a public address the listen address is told, with the real port`() {
        let configuration = MediaConfiguration(
            listenAddress: SocketAddress(ipv4: 0x7f00_0001, port: 0), recordingsDirectory: "/r")

        let local = SocketAddress(ipv4: 0x7f00_0001, port: 40_000)
        #expect(configuration.candidates(ofShard: 0, boundTo: [local]) == [local])
        #expect(configuration.listenAddress(ofShard: 5).port == 0)
    }
}
