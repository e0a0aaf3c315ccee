import TURN
import Testing
import Wire

@testable import Engine

/// The ports of real relays.
@Suite struct RelaySocketsTests {
    private static let loopback6 = SocketAddress(high: 0, low: 1, port: 0)

    @Test func `ports are of the range, of the family, and all different`() throws {
        let relays = try Relays(40_100...40_107)
        var ports: Set<UInt16> = []
        for _ in 0..<4 {
            let port = try #require(relays.sockets.open(.any, family: .ipv4)).first
            let address = try #require(port?.address)
            #expect(address.isIPv4 && address.isLoopback)
            ports.insert(address.port)
        }
        #expect(ports.count == 4)
        #expect(ports.isSubset(of: Set(40_100...40_107)))
    }

    @Test func `an even port is even, and a pair are neighbours`() throws {
        let relays = try Relays(40_111...40_140)
        for _ in 0..<4 {
            let even = try #require(relays.sockets.open(.even, family: .ipv4))
            #expect(even.count == 1)
            #expect(even[0].address.port.isMultiple(of: 2))
            let pair = try #require(relays.sockets.open(.pair, family: .ipv4))
            #expect(pair.count == 2)
            #expect(pair[0].address.port.isMultiple(of: 2))
            #expect(pair[1].address.port == pair[0].address.port + 1)
            for port in even + pair { relays.sockets.close(port) }
        }
        #expect(relays.carriers.relays.count == 0)
    }

    @Test func `a range without such a port gives none`() throws {
        #expect(try Relays(40_151...40_151).sockets.open(.even, family: .ipv4) == nil)
        #expect(try Relays(40_152...40_152).sockets.open(.pair, family: .ipv4) == nil)
        #expect(try Relays(65_535...65_535).sockets.open(.even, family: .ipv4) == nil)
        let relays = try Relays(40_153...40_153)
        let first = try #require(relays.sockets.open(.any, family: .ipv4))
        #expect(relays.sockets.open(.any, family: .ipv4) == nil)
        relays.sockets.close(first[0])
        #expect(relays.sockets.open(.any, family: .ipv4) != nil)
    }

    @Test func `a family without an address has no relays`() throws {
        let relays = try Relays(40_160...40_169)
        #expect(relays.sockets.families == [.ipv4])
        #expect(relays.sockets.open(.any, family: .ipv6) == nil)
    }

    @Test func `peers are told the address that the operator names`() throws {
        var configuration = RelayConfiguration(
            addresses: [LoopbackSocket.loopback], ports: 40_170...40_179)
        configuration.publicAddresses = [SocketAddress(ipv4: 0xc000_0207, port: 0)]
        let relays = try Relays(configuration)
        let port = try #require(relays.sockets.open(.any, family: .ipv4))[0]

        #expect(port.address.ipv4 == 0xc000_0207)
        let socket = try #require(relays.carriers.relays[port.carrier])
        #expect(socket.localAddress == LoopbackSocket.loopback.withPort(port.address.port))
    }

    @Test func `a datagram goes out whole where it must not be cut`() throws {
        let relays = try Relays(40_180...40_189)
        let peer = try LoopbackSocket()
        let port = try #require(relays.sockets.open(.any, family: .ipv4))[0]
        let datagram = numberedDatagrams(1, length: 1800)[0]

        #expect(
            datagram.withUnsafeBytes {
                relays.sockets.sendUnfragmented($0, to: peer.address, from: port)
            })
        #expect(peer.receiveAll() == [datagram])
        relays.sockets.close(port)
        #expect(
            !datagram.withUnsafeBytes {
                relays.sockets.sendUnfragmented($0, to: peer.address, from: port)
            })
    }

    @Test func `a number that was given back finds nothing, and others go on`() throws {
        let relays = try Relays(40_190...40_199)
        let first = try #require(relays.sockets.open(.any, family: .ipv4))[0]
        let second = try #require(relays.sockets.open(.any, family: .ipv4))[0]
        relays.sockets.close(first)
        let third = try #require(relays.sockets.open(.any, family: .ipv4))[0]

        #expect(Set([first.carrier, second.carrier, third.carrier]).count == 3)
        #expect(relays.carriers.relays[first.carrier] == nil)
        #expect(relays.carriers.relays[second.carrier]?.localAddress == second.address)
        #expect(relays.carriers.relays[third.carrier]?.localAddress == third.address)
        relays.sockets.close(first)
        #expect(relays.carriers.relays.count == 2)
    }

    /// Relays' sockets, and what they are registered with.
    private struct Relays {
        let carriers = Carriers(listeners: [])
        let sockets: RelaySockets

        init(_ ports: ClosedRange<UInt16>) throws {
            try self.init(
                RelayConfiguration(addresses: [LoopbackSocket.loopback], ports: ports))
        }

        init(_ configuration: RelayConfiguration) throws {
            sockets = RelaySockets(
                configuration: configuration, carriers: carriers,
                epoll: try #require(EpollSource()))
        }
    }
}
