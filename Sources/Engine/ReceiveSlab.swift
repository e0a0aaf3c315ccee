internal import CLinuxUDP
import Wire

/// Memory for one batch of datagrams; what was read stays until the next batch is.
final class ReceiveSlab {
    /// Bytes for one datagram: more than any path to a browser carries.
    static let slotLength = 2048
    static let slotCount = Int(AORTA_UDP_BATCH)

    private let memory = UnsafeMutableRawBufferPointer.allocate(
        byteCount: ReceiveSlab.slotLength * ReceiveSlab.slotCount, alignment: 64)
    private let arrivals = UnsafeMutableBufferPointer<aorta_udp_arrival>.allocate(
        capacity: ReceiveSlab.slotCount)

    init() {
        arrivals.initialize(repeating: aorta_udp_arrival())
    }

    deinit {
        memory.deallocate()
        arrivals.deallocate()
    }

    /// Reads what has arrived, at most ``slotCount`` datagrams.
    ///
    /// - Returns: how many; 0 when nothing waits, or the socket answered with an error.
    func receive(from socket: UDPSocket) -> Int {
        let count = aorta_udp_receive(
            socket.handle, memory.baseAddress, Self.slotLength, arrivals.baseAddress)
        return max(Int(count), 0)
    }

    /// One datagram of the last batch; `nil` if it was longer than a slot.
    func datagram(_ index: Int) -> (bytes: UnsafeMutableRawBufferPointer, path: NetworkPath)? {
        let arrival = arrivals[index]
        guard arrival.is_truncated == 0 else { return nil }
        let start = index * Self.slotLength
        return (
            UnsafeMutableRawBufferPointer(rebasing: memory[start..<(start + Int(arrival.length))]),
            NetworkPath(remote: SocketAddress(arrival.from))
        )
    }
}
