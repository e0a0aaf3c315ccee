import Wire

/// Where real relays have their ports.
package struct RelayConfiguration: Sendable, Equatable {
    /// What relays bind, at most one address a family; ports aren't looked at.
    package var addresses: [SocketAddress]
    /// What clients and peers are told instead, where the host is behind a NAT that maps each port
    /// to itself; the address of a family that isn't named is what is bound.
    package var publicAddresses: [SocketAddress] = []
    /// Ports are picked at random from these.
    package var ports: ClosedRange<UInt16> = 49_152...65_535

    package init(addresses: [SocketAddress], ports: ClosedRange<UInt16> = 49_152...65_535) {
        self.addresses = addresses
        self.ports = ports
    }

    /// What is wrong with it, a sentence each.
    func problems() -> [String] {
        var problems: [String] = []
        for listed in [addresses, publicAddresses] {
            if Set(listed.map(\.isIPv4)).count < listed.count {
                problems.append("relay addresses must be at most one of each family")
            }
        }
        if (addresses + publicAddresses).contains(where: \.isUnspecified) {
            problems.append("a relay address must be one that peers can send to")
        }
        if ports.lowerBound == 0 { problems.append("relay ports must be 1...65535") }
        return problems
    }

    func address(of isIPv4: Bool) -> SocketAddress? {
        addresses.first { $0.isIPv4 == isIPv4 }
    }

    /// What others know `bound` by.
    func publicAddress(of bound: SocketAddress) -> SocketAddress {
        let known = publicAddresses.first { $0.isIPv4 == bound.isIPv4 }
        return known?.withPort(bound.port) ?? bound
    }
}
