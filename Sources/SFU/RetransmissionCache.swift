import Wire

/// The last packets of one outgoing stream, as they were before encryption, for receivers that ask
/// for them again (RFC 4585, RFC 4588).
///
/// A ring in one piece of memory: storing copies the packet over the one ``slotCount`` numbers
/// older. Noncopyable: the memory is freed once, with the cache.
package struct RetransmissionCache: ~Copyable {
    /// Bytes of the longest packet kept; longer ones are forwarded but cannot be repeated.
    package static let packetLimit = 1500
    /// A packet is repeated no sooner than this after its last repetition, however short the path.
    package static let shortestInterval = Duration.milliseconds(20)

    private struct Slot {
        var sequenceNumber: UInt16 = 0
        /// 0: empty.
        var length: UInt16 = 0
        /// `Int64.min`: never.
        var repeatedAt = MonotonicTime(nanoseconds: .min)
    }

    private let slots: UnsafeMutableBufferPointer<Slot>
    private let memory: UnsafeMutableRawBufferPointer

    /// - Parameter slotCount: packets kept, a power of two of at most 4096; 512 for video and 64
    ///   for audio repair about a second.
    package init(slotCount: Int) {
        precondition((1...4096).contains(slotCount) && slotCount & (slotCount - 1) == 0)
        slots = .allocate(capacity: slotCount)
        slots.initialize(repeating: Slot())
        memory = .allocate(byteCount: slotCount * Self.packetLimit, alignment: 64)
    }

    deinit {
        slots.deallocate()
        memory.deallocate()
    }

    private func index(_ sequenceNumber: UInt16) -> Int { Int(sequenceNumber) & (slots.count - 1) }

    /// Copies one packet, header and payload, under its outgoing number.
    package mutating func store(
        sequenceNumber: UInt16, header: UnsafeRawBufferPointer, payload: UnsafeRawBufferPointer
    ) {
        let index = index(sequenceNumber)
        let length = header.count + payload.count
        guard length <= Self.packetLimit else {
            slots[index] = Slot()
            return
        }
        let start = index * Self.packetLimit
        UnsafeMutableRawBufferPointer(rebasing: memory[start..<(start + header.count)])
            .copyMemory(from: header)
        UnsafeMutableRawBufferPointer(rebasing: memory[(start + header.count)..<(start + length)])
            .copyMemory(from: payload)
        slots[index] = Slot(sequenceNumber: sequenceNumber, length: UInt16(length))
    }

    /// The packet to repeat now. Valid until the next call.
    ///
    /// - Parameter roundTrip: a packet repeated within this time is still under way.
    /// - Returns: `nil` where the packet is not kept (any more), or was repeated just now.
    package mutating func packet(
        _ sequenceNumber: UInt16, now: MonotonicTime, roundTrip: Duration
    ) -> UnsafeRawBufferPointer? {
        let index = index(sequenceNumber)
        let slot = slots[index]
        guard slot.length > 0, slot.sequenceNumber == sequenceNumber else { return nil }
        if slot.repeatedAt.nanoseconds != .min {
            guard now - slot.repeatedAt >= max(roundTrip, Self.shortestInterval) else { return nil }
        }
        slots[index].repeatedAt = now
        let start = index * Self.packetLimit
        return UnsafeRawBufferPointer(rebasing: memory[start..<(start + Int(slot.length))])
    }
}
