import TURN
import Wire

/// Relay ports that exist by their numbers alone.
package final class NumberedPorts: RelayPorts {
    private static let limit: UInt32 = 1024
    package private(set) var open: Set<RelayPort> = []
    private var next: UInt32 = 0

    package init() {}

    package let families: Set<RelayFamily> = [.ipv4, .ipv6]

    package func open(_ kind: RelayPortKind, family: RelayFamily) -> [RelayPort]? {
        guard open.count + 2 <= Int(Self.limit) else { return nil }
        if kind != .any { next += next & 1 }
        let ports = (0..<(kind == .pair ? UInt32(2) : 1)).map { _ in
            defer { next += 1 }
            let port = UInt16(1024 + next % 60_000)
            return RelayPort(
                carrier: Carrier(.relay, number: next % Carrier.numberLimit),
                address: family == .ipv4
                    ? SocketAddress(ipv4: 0x0808_0404, port: port)
                    : SocketAddress(high: 0x2606_4700 << 32, low: 1, port: port))
        }
        open.formUnion(ports)
        return ports
    }

    package func close(_ port: RelayPort) {
        precondition(open.remove(port) != nil, "A port is closed once")
    }

    package func sendUnfragmented(
        _ payload: UnsafeRawBufferPointer, to peer: SocketAddress, from port: RelayPort
    ) -> Bool {
        open.contains(port)
    }
}
