import Testing

/// `aorta turn`, as other programs see it.
extension InteropTests {
    @Test(arguments: ["udp", "tcp", "tls"])
    func `coturn's client and ours lose nothing`(transport: String) async throws {
        try await Driver("turn_clients", transport, limit: .seconds(240)).run()
    }

    @Test func `20,000 strangers leave memory as it was`() async throws {
        try await Driver("turn_strangers", limit: .seconds(120)).run()
    }

    @Test func `a stalled or dribbling TCP client is closed within 30 s`() async throws {
        try await Driver("turn_stalled", limit: .seconds(180)).run()
    }
}
