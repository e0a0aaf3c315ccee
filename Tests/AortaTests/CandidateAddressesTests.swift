import Testing
import Wire

@testable import Aorta

@Suite struct CandidateAddressesTests {
    private static func address(_ text: String) throws -> SocketAddress {
        try #require(SocketAddress(text, defaultPort: 0))
    }

    private func interfaces() throws -> [NetworkInterfaces.Interface] {
        [
            .init(name: "lo", address: try Self.address("127.0.0.1")),
            .init(name: "eth1", address: try Self.address("10.0.0.7")),
            .init(name: "eth0", address: try Self.address("192.0.2.7")),
            .init(name: "eth0", address: try Self.address("[2001:db8::7]:0")),
        ]
    }

    private func hosts(
        configured: String? = nil, listener: String, isDemo: Bool = false
    ) throws -> [String] {
        CandidateAddresses.list(
            configured: try configured.map(Self.address), listener: try Self.address(listener),
            isDemo: isDemo, interfaces: try interfaces(), defaultRoute: "eth0"
        ).map(\.host)
    }

    @Test func `the interface with the default route comes first, loopback not at all`() throws {
        #expect(try hosts(listener: "0.0.0.0:50000") == ["192.0.2.7", "10.0.0.7"])
    }

    @Test func `a demo offers loopback last`() throws {
        #expect(
            try hosts(listener: "0.0.0.0:50000", isDemo: true)
                == ["192.0.2.7", "10.0.0.7", "127.0.0.1"])
    }

    @Test func `a socket for both families offers both`() throws {
        #expect(
            try hosts(listener: "[::]:50000") == ["192.0.2.7", "2001:db8::7", "10.0.0.7"])
    }

    @Test func `a configured address stands alone`() throws {
        #expect(
            try hosts(configured: "203.0.113.9", listener: "0.0.0.0:50000") == ["203.0.113.9"])
        #expect(
            try hosts(configured: "203.0.113.9", listener: "0.0.0.0:50000", isDemo: true)
                == ["203.0.113.9", "127.0.0.1"])
    }

    @Test func `a socket bound to one address offers that`() throws {
        #expect(try hosts(listener: "127.0.0.1:50000", isDemo: true) == ["127.0.0.1"])
    }

    @Test func `a machine without a network is reached by itself`() throws {
        let none = CandidateAddresses.list(
            configured: nil, listener: try Self.address("0.0.0.0:50000"), isDemo: false,
            interfaces: [], defaultRoute: nil)

        #expect(none.map(\.host) == ["127.0.0.1"])
    }

    @Test func `candidates carry the first shard's port`() throws {
        let list = CandidateAddresses.list(
            configured: try Self.address("203.0.113.9"),
            listener: try Self.address("0.0.0.0:50000"), isDemo: true, interfaces: [],
            defaultRoute: nil)

        #expect(list.allSatisfy { $0.port == 50_000 })
    }
}
