import Testing
import Wire

@testable import Aorta

@Suite struct RelayAddressesTests {
    private func hosts(_ listeners: String..., isAlone: Bool = false) throws -> [String] {
        let interfaces: [(String, String)] = [
            ("lo", "127.0.0.1"), ("eth1", "10.0.0.7"), ("eth0", "192.0.2.7"),
            ("eth0", "2001:db8::7"),
        ]
        return RelayAddresses.list(
            listeners: try listeners.map { try #require(SocketAddress($0)) },
            interfaces: try isAlone
                ? []
                : interfaces.map { name, text in
                    .init(
                        name: name, address: try #require(SocketAddress(text, defaultPort: 0)))
                }, defaultRoute: "eth0"
        ).map(\.host)
    }

    @Test func `relays leave by the default route, in both families`() throws {
        #expect(try hosts("0.0.0.0:3478") == ["192.0.2.7", "2001:db8::7"])
    }

    @Test func `a listener on one address has its relays there`() throws {
        #expect(try hosts("127.0.0.1:3478") == ["127.0.0.1", "2001:db8::7"])
        #expect(try hosts("10.0.0.7:3478", "[2001:db8::7]:3478") == ["10.0.0.7", "2001:db8::7"])
    }

    @Test func `a machine without a network relays on itself`() throws {
        #expect(try hosts("0.0.0.0:3478", isAlone: true) == ["127.0.0.1"])
    }
}
