import Wire

/// Makes up relayed transport addresses for relays that have no socket.
///
/// No two at a time are alike, because a browser takes equal candidates for one.
struct VirtualPorts {
    private static let ports: ClosedRange<UInt16> = 16_384...65_535
    private static let attempts = 32

    private let addresses: [SocketAddress]
    private let step: UInt32
    private let firstNumber: UInt32
    private var nextNumber: UInt32
    private var used: Set<SocketAddress> = []

    /// - Parameters:
    ///   - addresses: of the host, at most one a family is used.
    ///   - first: number of the first relay; shards differ in it.
    ///   - step: how many shards give out numbers.
    init(addresses: [SocketAddress], first: UInt32, step: UInt32) {
        self.addresses = addresses
        firstNumber = first
        nextNumber = first
        self.step = max(step, 1)
    }

    var families: Set<RelayFamily> { Set(addresses.map { $0.isIPv4 ? .ipv4 : .ipv6 }) }

    /// A number for both addresses of an allocation.
    ///
    /// - Parameter isTaken: whether an allocation still has it, from before numbers went round.
    mutating func makeCarrier(unless isTaken: (Carrier) -> Bool) -> Carrier {
        while true {
            let carrier = Carrier(.virtualRelay, number: nextNumber)
            let isLast = nextNumber >= Carrier.numberLimit - step
            nextNumber = isLast ? firstNumber : nextNumber + step
            if !isTaken(carrier) { return carrier }
        }
    }

    /// One address, or two neighbours; `nil` where the family or its ports have run out.
    mutating func open(
        _ kind: RelayPortKind, family: RelayFamily, on carrier: Carrier
    ) -> [RelayPort]? {
        guard let host = addresses.first(where: { $0.isIPv4 == (family == .ipv4) })
        else { return nil }
        for _ in 0..<Self.attempts {
            var port = UInt16.random(in: Self.ports)
            if kind != .any { port &= ~1 }
            let wanted = (kind == .pair ? [port, port | 1] : [port]).map(host.withPort)
            guard used.isDisjoint(with: wanted) else { continue }
            used.formUnion(wanted)
            return wanted.map { RelayPort(carrier: carrier, address: $0) }
        }
        return nil
    }

    mutating func close(_ port: RelayPort) {
        used.remove(port.address)
    }
}
