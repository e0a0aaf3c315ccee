internal import CLinuxUDP
import Glibc
import Wire

/// One bound, non-blocking UDP socket.
///
/// For IPv6 and IPv4, but where the host has no IPv6, and as a relay. Confined to its shard's queue.
package final class UDPSocket {
    /// Asked of the kernel for each direction, in bytes; it gives what its limits allow.
    static let bufferLength: Int32 = 4 * 1024 * 1024

    private(set) var handle: aorta_udp_socket
    /// With the port the kernel chose, where 0 was asked for.
    package let localAddress: SocketAddress

    package convenience init(bindingTo address: SocketAddress) throws(UDPSocketError) {
        var handle = aorta_udp_socket()
        let opened = aorta_udp_open(aorta_udp_address(address), Self.bufferLength, &handle)
        try self.init(handle, opened, address)
    }

    /// A relayed transport address: of one family, and without path MTU discovery (RFC 8656 §15).
    convenience init(bindingRelayTo address: SocketAddress) throws(UDPSocketError) {
        var handle = aorta_udp_socket()
        let opened = aorta_udp_open_relay(
            aorta_udp_address(address), RelaySockets.bufferLength, &handle)
        try self.init(handle, opened, address)
    }

    private init(
        _ handle: aorta_udp_socket, _ opened: Int32, _ address: SocketAddress
    ) throws(UDPSocketError) {
        guard opened == 0 else { throw UDPSocketError(code: -opened, address: address) }
        var local = aorta_udp_address()
        let named = aorta_udp_local_address(handle, &local)
        guard named == 0 else {
            Glibc.close(handle.descriptor)
            throw UDPSocketError(code: -named, address: address)
        }
        // Where the kernel cannot, datagrams come singly.
        _ = aorta_udp_take_bursts(handle)
        self.handle = handle
        localAddress = SocketAddress(local)
    }

    deinit {
        close()
    }

    /// Gives the port back. Nothing is sent or received after it.
    package func close() {
        guard handle.descriptor >= 0 else { return }
        Glibc.close(handle.descriptor)
        handle.descriptor = -1
    }

    var descriptor: Int32 { handle.descriptor }

    /// Whether the socket can send there at all.
    func reaches(_ address: SocketAddress) -> Bool { handle.is_ipv6 != 0 || address.isIPv4 }
}

/// The kernel refused an address.
package struct UDPSocketError: Error, Equatable, Sendable, CustomStringConvertible {
    /// errno.
    package let code: Int32
    package let address: SocketAddress

    package var description: String {
        "udp \(address.host):\(address.port): \(String(cString: strerror(code)))"
    }
}

extension aorta_udp_address {
    init(_ address: SocketAddress) {
        self.init(high: address.high, low: address.low, port: address.port)
    }
}

extension SocketAddress {
    init(_ address: aorta_udp_address) {
        self.init(high: address.high, low: address.low, port: address.port)
    }
}
