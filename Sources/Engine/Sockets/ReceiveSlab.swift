internal import CLinuxUDP
import Wire

/// Memory for one batch of messages, of one socket or of several; what was read stays until the
/// slab is emptied.
///
/// A message is a datagram, or several that one sender sent at once (UDP_GRO): these cost the kernel
/// little more than one.
final class ReceiveSlab {
    /// Bytes of the longest datagram taken: more than any path to a browser carries.
    static let datagramLimit = 2048
    /// Bytes for one message.
    static let slotLength = Int(AORTA_UDP_SLOT)
    static let slotCount = Int(AORTA_UDP_BATCH)

    /// Messages of this batch.
    private(set) var count = 0
    /// The kernel gives pages for what is written to alone.
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

    /// Reads what has arrived at `socket`, at most `limit` messages and as many as there is room
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

    /// One message of this batch.
    func message(_ index: Int) -> Message {
        let arrival = arrivals[index]
        let start = index * Self.slotLength
        let length = Int(arrival.length)
        return Message(
            bytes: UnsafeMutableRawBufferPointer(rebasing: memory[start..<(start + length)]),
            datagramLength: arrival.segment_length == 0 ? length : Int(arrival.segment_length),
            isTruncated: arrival.is_truncated != 0,
            path: NetworkPath(remote: SocketAddress(arrival.from), carrier: carriers[index]))
    }

    /// Datagrams one behind the other, of one length but for the last, which may be shorter.
    struct Message {
        let bytes: UnsafeMutableRawBufferPointer
        fileprivate let datagramLength: Int
        fileprivate let isTruncated: Bool
        let path: NetworkPath

        /// Datagrams in it.
        var count: Int {
            bytes.count <= datagramLength
                ? 1 : (bytes.count + datagramLength - 1) / datagramLength
        }

        /// Whether none of them is longer than ``ReceiveSlab/datagramLimit``.
        var fits: Bool {
            !isTruncated && min(datagramLength, bytes.count) <= ReceiveSlab.datagramLimit
        }

        /// One of ``count``.
        func datagram(_ place: Int) -> UnsafeMutableRawBufferPointer {
            let start = place * datagramLength
            let end = min(start + datagramLength, bytes.count)
            return UnsafeMutableRawBufferPointer(rebasing: bytes[start..<end])
        }
    }
}
