/// Where a datagram came from and where an answer has to go.
///
/// For datagrams of the UDP socket that is the remote address. Packets that came over something
/// else (a framed stream, a relayed allocation) carry the number of that carrier, so that the same
/// remote address over two carriers is two paths.
package struct NetworkPath: Hashable, Sendable {
    package let remote: SocketAddress
    /// 0: the UDP socket. Other numbers are given out by the engine and never used again.
    package let carrier: UInt32

    @inlinable
    package init(remote: SocketAddress, carrier: UInt32 = 0) {
        self.remote = remote
        self.carrier = carrier
    }
}
