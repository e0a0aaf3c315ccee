internal import CLinuxUDP
import Wire

/// Memory for one batch of datagrams, of one socket or of several; what was read stays until the
/// slab is emptied.
final class ReceiveSlab {
    /// Bytes for one datagram: more than any path to a browser carries.
    static let slotLength = 2048
    static let slotCount = Int(AORTA_UDP_BATCH)

    /// Datagrams of this batch.
    private(set) var count = 0
    private let memory = UnsafeMutableRawBufferPointer.allocate(
        byteCount: ReceiveSlab.slotLength * ReceiveSlab.slotCount, alignment: 64)
    private let arrivals = UnsafeMutableBufferPointer<aorta_udp_arrival>.allocate(
        capacity: ReceiveSlab.slotCount)
    /// What each came over.
    private let carriers = UnsafeMutableBufferPointer<Carrier>.allocate(
        capacity: ReceiveSlab.slotCount)

    init() {
        arrivals.initialize(repeating: aorta_udp_arrival())
        carriers.initialize(repeating: .udp)
    }

    deinit {
        memory.deallocate()
        arrivals.deallocate()
        carriers.deallocate()
    }

    /// Slots that are free.
    var room: Int { Self.slotCount - count }

    /// Reads what has arrived at `socket`, at most `limit` datagrams and as many as there is room
    /// for.
    ///
    /// - Returns: how many; 0 when nothing waits, or the socket answered with an error.
    func receive(from socket: UDPSocket, on carrier: Carrier = .udp, limit: Int = slotCount) -> Int
    {
        let start = memory.baseAddress.unsafelyUnwrapped + count * Self.slotLength
        let read = aorta_udp_receive(
            socket.handle, start, Self.slotLength,
            arrivals.baseAddress.unsafelyUnwrapped + count, UInt32(min(limit, room)))
        guard read > 0 else { return 0 }
        for index in count..<(count + Int(read)) { carriers[index] = carrier }
        count += Int(read)
        return Int(read)
    }

    /// Makes room; what was read must not be looked at any more.
    func removeAll() {
        count = 0
    }

    /// One datagram of this batch; `nil` if it was longer than a slot.
    func datagram(_ index: Int) -> (bytes: UnsafeMutableRawBufferPointer, path: NetworkPath)? {
        let arrival = arrivals[index]
        guard arrival.is_truncated == 0 else { return nil }
        let start = index * Self.slotLength
        return (
            UnsafeMutableRawBufferPointer(rebasing: memory[start..<(start + Int(arrival.length))]),
            NetworkPath(remote: SocketAddress(arrival.from), carrier: carriers[index])
        )
    }
}
