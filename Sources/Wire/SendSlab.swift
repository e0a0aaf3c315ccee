/// Outgoing datagrams, written straight into one piece of memory, in the order they will leave.
///
/// Whoever makes a packet reserves room for the largest it may be, writes it there and commits
/// what it used. The engine's subclass sends everything in ``flush()``, which runs when the slab
/// is full and at the end of each burst. Consecutive datagrams of one size to one path leave as
/// one message, so write *subscriber outer, packet inner*.
///
/// Not `Sendable`: a slab belongs to one shard, and lives as long as it. `open`, because a `package`
/// class has no subclasses in other modules.
open class SendSlab {
    /// One committed datagram.
    package struct Slot {
        /// Where it starts in ``memory``, in bytes.
        package let offset: Int
        package let length: Int
        package let path: NetworkPath
    }

    /// The largest datagram that can be reserved, in bytes.
    package static let datagramCapacity = 2048

    package let memory: UnsafeMutableRawBufferPointer
    package private(set) var slots: [Slot] = []
    /// What dresses the datagrams of virtual relays; without it they are dropped.
    package weak var framing: (any DatagramFraming)?
    private let slotCapacity: Int
    private var used = 0
    /// In front of what was reserved last, in bytes.
    private var headRoom = 0

    /// - Parameters:
    ///   - byteCapacity: at least ``datagramCapacity``; 256 KiB stays in a core's cache.
    ///   - slotCapacity: datagrams between two flushes.
    package init(byteCapacity: Int = 256 * 1024, slotCapacity: Int = 512) {
        precondition(byteCapacity >= Self.datagramCapacity && slotCapacity > 0)
        memory = .allocate(byteCount: byteCapacity, alignment: 64)
        self.slotCapacity = slotCapacity
        slots.reserveCapacity(slotCapacity)
    }

    deinit {
        memory.deallocate()
    }

    /// Room for one datagram of at most `byteCount` bytes to `path`. Valid until the next call.
    package final func reserve(
        _ byteCount: Int, for path: NetworkPath
    ) -> UnsafeMutableRawBufferPointer {
        precondition(byteCount <= Self.datagramCapacity)
        headRoom =
            path.carrier.kind == .virtualRelay ? framing?.headRoom(for: path.carrier) ?? 0 : 0
        precondition(headRoom <= Self.headRoomLimit)
        let wanted = headRoom + byteCount + Self.tailRoom
        if used + wanted > memory.count || slots.count == slotCapacity { flush() }
        let start = used + headRoom
        return UnsafeMutableRawBufferPointer(rebasing: memory[start..<(start + byteCount)])
    }

    /// Queues the first `byteCount` bytes of what ``reserve(_:for:)`` gave last, for the path that
    /// it was asked for.
    package final func commit(_ byteCount: Int, to path: NetworkPath) {
        guard path.carrier.kind == .virtualRelay else {
            slots.append(Slot(offset: used, length: byteCount, path: path))
            used += byteCount
            return
        }
        let start = used + headRoom
        let datagram = UnsafeMutableRawBufferPointer(rebasing: memory[start..<(start + byteCount)])
        guard let around = framing?.frame(datagram, from: path.carrier) else { return }
        precondition(around.head <= headRoom && around.tail <= Self.tailRoom)
        let length = around.head + byteCount + around.tail
        slots.append(Slot(offset: start - around.head, length: length, path: around.path))
        used = start + byteCount + around.tail
    }

    /// The most that stands in front of a datagram: a Data indication's header with an IPv6 peer
    /// is 48 bytes long.
    package static let headRoomLimit = 64
    /// Padding behind a datagram, in bytes.
    package static let tailRoom = 3

    /// Sends what is queued. Subclasses do so and then call this, which empties the slab.
    open func flush() {
        slots.removeAll(keepingCapacity: true)
        used = 0
    }
}
