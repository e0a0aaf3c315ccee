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
    private let slotCapacity: Int
    private var used = 0

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

    /// Room for one datagram of at most `byteCount` bytes. Valid until the next call.
    package final func reserve(_ byteCount: Int) -> UnsafeMutableRawBufferPointer {
        precondition(byteCount <= Self.datagramCapacity)
        if used + byteCount > memory.count || slots.count == slotCapacity { flush() }
        return UnsafeMutableRawBufferPointer(rebasing: memory[used..<(used + byteCount)])
    }

    /// Queues the first `byteCount` bytes of what ``reserve(_:)`` gave last.
    package final func commit(_ byteCount: Int, to path: NetworkPath) {
        slots.append(Slot(offset: used, length: byteCount, path: path))
        used += byteCount
    }

    /// Sends what is queued. Subclasses do so and then call this, which empties the slab.
    open func flush() {
        slots.removeAll(keepingCapacity: true)
        used = 0
    }
}
