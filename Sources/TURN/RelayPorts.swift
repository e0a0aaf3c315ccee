import Wire

/// The relayed transport addresses of real relays, bound on demand (RFC 8656 §7.2).
///
/// Answers at once, so that a request stays one synchronous step. Datagrams to peers leave by the
/// send slab, on the port's carrier; those of peers come in by ``TURNServer``'s
/// `receive(_:fromPeer:on:now:)`.
package protocol RelayPorts: AnyObject {
    /// The families that relayed addresses can be of; empty where real relays are off.
    var families: Set<RelayFamily> { get }

    /// Binds one port, picked at random from the configured range; two neighbours where `kind` says.
    ///
    /// - Returns: `nil` when no such port is left.
    func open(_ kind: RelayPortKind, family: RelayFamily) -> [RelayPort]?

    func close(_ port: RelayPort)

    /// Sends one datagram with the DF bit set (RFC 8656 §11.2).
    ///
    /// - Returns: whether the path took it.
    func sendUnfragmented(
        _ payload: UnsafeRawBufferPointer, to peer: SocketAddress, from port: RelayPort
    ) -> Bool
}

/// What an EVEN-PORT attribute asks for (RFC 8656 §18.8).
package enum RelayPortKind: Sendable {
    case any
    case even
    /// An even port and the next higher one, which is kept for a RESERVATION-TOKEN.
    case pair
}

/// REQUESTED-ADDRESS-FAMILY (RFC 8656 §18.9).
package enum RelayFamily: UInt8, Sendable {
    case ipv4 = 0x01
    case ipv6 = 0x02
}

/// One relayed transport address.
package struct RelayPort: Hashable, Sendable {
    package let carrier: Carrier
    /// As clients and peers see it.
    package let address: SocketAddress

    package init(carrier: Carrier, address: SocketAddress) {
        self.carrier = carrier
        self.address = address
    }
}
