/// Where a datagram came from and where an answer has to go.
///
/// The remote address alone does not say: the same address over two carriers is two paths. For a
/// virtual relay the remote address is the relayed transport address.
package struct NetworkPath: Hashable, Sendable {
    package let remote: SocketAddress
    package let carrier: Carrier

    @inlinable
    package init(remote: SocketAddress, carrier: Carrier = .udp) {
        self.remote = remote
        self.carrier = carrier
    }
}
