internal import CLinuxUDP
import TURN
import Wire

/// Relayed transport addresses as UDP sockets of one shard, read with its others.
///
/// Confined to its shard's queue.
final class RelaySockets: RelayPorts {
    /// Ports that are tried for one allocation: a range that is all but full is as good as full.
    static let attemptLimit = 32
    /// Asked of the kernel for each direction, in bytes.
    static let bufferLength: Int32 = 1024 * 1024

    private let configuration: RelayConfiguration
    private let carriers: Carriers
    private let epoll: EpollSource

    init(configuration: RelayConfiguration, carriers: Carriers, epoll: EpollSource) {
        self.configuration = configuration
        self.carriers = carriers
        self.epoll = epoll
    }

    var families: Set<RelayFamily> {
        Set(configuration.addresses.map { $0.isIPv4 ? .ipv4 : .ipv6 })
    }

    func open(_ kind: RelayPortKind, family: RelayFamily) -> [RelayPort]? {
        guard let address = configuration.address(of: family == .ipv4) else { return nil }
        for _ in 0..<Self.attemptLimit {
            guard let port = randomPort(for: kind) else { return nil }
            if let first = bind(address.withPort(port)) {
                guard kind == .pair else { return [first] }
                if let second = bind(address.withPort(port + 1)) { return [first, second] }
                close(first)
            }
        }
        return nil
    }

    /// - Returns: `nil` where the range has none of the kind.
    private func randomPort(for kind: RelayPortKind) -> UInt16? {
        let ports = configuration.ports
        let first = Int(ports.lowerBound)
        let last = Int(ports.upperBound)
        switch kind {
        case .any: return UInt16.random(in: ports)
        case .even, .pair:
            let lowest = (first + 1) / 2
            let highest = (kind == .pair ? last - 1 : last) / 2
            guard lowest <= highest else { return nil }
            return UInt16(Int.random(in: lowest...highest) * 2)
        }
    }

    private func bind(_ address: SocketAddress) -> RelayPort? {
        guard let socket = try? UDPSocket(bindingRelayTo: address) else { return nil }
        guard let carrier = carriers.relays.insert(socket) else { return nil }
        guard epoll.add(socket, as: carrier) else {
            _ = carriers.relays.remove(carrier)
            return nil
        }
        return RelayPort(carrier: carrier, address: configuration.publicAddress(of: address))
    }

    func close(_ port: RelayPort) {
        carriers.relays.remove(port.carrier)?.close()
    }

    func sendUnfragmented(
        _ payload: UnsafeRawBufferPointer, to peer: SocketAddress, from port: RelayPort
    ) -> Bool {
        guard let socket = carriers.relays[port.carrier], socket.reaches(peer) else { return false }
        return aorta_udp_send_unfragmented(
            socket.handle, payload.baseAddress, payload.count, aorta_udp_address(peer)) == 0
    }
}
