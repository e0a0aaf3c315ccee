import Testing

@testable import Front

@Suite struct ClientHelloTests {
    @Test(arguments: [16_384, 100, 7, 1])
    func `lists come in the order of the wire, in however many records`(size: Int) throws {
        let hello = try #require(ClientHello(parsing: TestClientHello().records(of: size)))

        #expect(hello.legacyVersion == 0x0303)
        #expect(hello.cipherSuites == [0x4A4A, 0x1301, 0x1302, 0xC02B])
        #expect(hello.extensions == [0xDADA, 0, 10, 13, 16, 43, 51])
        #expect(hello.supportedGroups == [0x3A3A, 0x11EC, 0x001D])
        #expect(hello.signatureAlgorithms == [0x0403, 0x0804])
        #expect(hello.applicationProtocols == ["h2", "http/1.1"])
        #expect(hello.supportedVersions == [0x2A2A, 0x0304, 0x0303])
        #expect(hello.serverName == "clinic.example")
        #expect(hello.hasGREASE)
    }

    @Test func `a client without GREASE is told from one with it`() throws {
        var plain = TestClientHello()
        plain.cipherSuites = [0x1301, 0x0A1A, 0x1A0A, 0x5600]
        plain.extensions = [(10, TestClientHello.vector16(TestClientHello.numbers([0x001D])))]

        #expect(try !#require(ClientHello(parsing: plain.records())).hasGREASE)
        for value: UInt16 in [0x0A0A, 0x1A1A, 0xFAFA] { #expect(ClientHello.isGREASE(value)) }
        for value: UInt16 in [0x0A1A, 0x1301, 0xAAAB] { #expect(!ClientHello.isGREASE(value)) }
    }

    @Test func `one without extensions is one of an old client`() throws {
        var old = TestClientHello()
        old.extensions = []
        var message = old.message
        message.removeLast(2)
        message[3] -= 2
        let records = [0x16, 3, 1] + TestClientHello.vector16(message)
        let hello = try #require(ClientHello(parsing: records))

        #expect(hello.extensions.isEmpty)
        #expect(hello.supportedVersions.isEmpty)
    }

    @Test(arguments: [16_384, 50])
    func `every truncation is incomplete and never a hello`(size: Int) {
        let records = TestClientHello().records(of: size)
        for length in 0..<records.count {
            #expect(ClientHello.read(Array(records.prefix(length))) == .incomplete)
        }
    }

    @Test func `every truncated message in a record of its own length is malformed or waits`() {
        let message = TestClientHello().message
        for length in 1..<message.count {
            let record = [0x16, 3, 1] + TestClientHello.vector16(Array(message.prefix(length)))
            #expect(ClientHello.read(record) == .incomplete)
            guard length >= 4 else { continue }
            var shortened = Array(message.prefix(length))
            shortened[1...3] = [0, UInt8((length - 4) >> 8), UInt8((length - 4) & 255)]
            let broken = [0x16, 3, 1] + TestClientHello.vector16(shortened)
            // What ends right before its extensions has none (RFC 8446 §4.1.2).
            let isWhole = length == 4 + 2 + 32 + 3 + 2 + 8 + 2
            #expect((ClientHello.read(broken) == .malformed) == !isWhole, "\(length)")
        }
    }

    @Test func `a flipped bit never traps`() {
        let records = TestClientHello().records(of: 60)
        for bit in 0..<(8 * records.count) {
            var flipped = records
            flipped[bit / 8] ^= 1 << (bit % 8)
            _ = ClientHello.read(flipped)
        }
    }

    @Test func `mutated hellos never trap`() {
        var random = SeededRandom(state: 0x5EED)
        let records = TestClientHello().records(of: 90)
        for _ in 0..<3_000 {
            var mutated = records
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                mutated[Int.random(in: 0..<mutated.count, using: &random)] =
                    [0, 1, 0x7F, 0x80, 0xFF, .random(in: 0...255, using: &random)].randomElement()
                    ?? 0
            }
            mutated.removeLast(Int.random(in: 0...8, using: &random))
            _ = ClientHello.read(mutated)
            _ = ProxyHeader.read(TestProxyHeader.signature + mutated)
        }
    }

    @Test func `what is longer than any client's is not waited for`() {
        let endless = [UInt8]([0x16, 3, 1, 0, 4, 1, 0, 0x40, 0])
        let long = [UInt8]([0x16, 3, 1, 0x20, 1, 1])
        let crumbs = (0..<2_000).flatMap { _ in [0x16, 3, 1, 0, 1, 1] as [UInt8] }

        for bytes in [endless, long, crumbs, [0x16, 3, 1, 0, 0], [0x16, 3, 1, 0, 4, 2, 0, 0, 0]] {
            #expect(ClientHello.read(bytes) == .malformed)
        }
    }
}

/// SplitMix64: the same numbers every time.
private struct SeededRandom: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var number = state
        number = (number ^ (number >> 30)) &* 0xBF58_476D_1CE4_E5B9
        number = (number ^ (number >> 27)) &* 0x94D0_49BB_1331_11EB
        return number ^ (number >> 31)
    }
}
