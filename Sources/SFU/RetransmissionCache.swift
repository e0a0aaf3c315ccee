import Wire

/// The last packets of one outgoing stream, as they were before encryption, for receivers that ask
/// for them again (RFC 4585, RFC 4588).
///
/// A ring in one piece of memory, packets one behind the other: as large as what its stream sends in
/// ``horizon`` needs, and no larger than ``slotCount`` of the longest packets. It begins small, and
/// grows where the memory has been gone round sooner. Noncopyable: the memory is freed once, with
/// the cache.
package struct RetransmissionCache: ~Copyable {
    /// Bytes of the longest packet kept; longer ones are forwarded but cannot be repeated.
    package static let packetLimit = 1500
    /// A packet is repeated no sooner than this after its last repetition, however short the path.
    package static let shortestInterval = Duration.milliseconds(20)
    /// Packets are kept for so long, where the bounds allow: a browser that changes its network is
    /// away for two to three seconds, and goes on without a new key frame if it gets what it missed.
    package static let horizon = Duration.seconds(3)
    /// Bytes that the memory grows by at the least.
    static let memoryStep = 16 * 1024

    private struct Slot {
        var sequenceNumber: UInt16 = 0
        /// 0: empty.
        var length: UInt16 = 0
        /// In bytes from the start of the memory, counted on from lap to lap.
        var position = 0
        /// `Int64.min`: never.
        var repeatedAt = MonotonicTime(nanoseconds: .min)
    }

    private let slots: UnsafeMutableBufferPointer<Slot>
    private var memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    /// Where the lap began, counted on, and how far it has come, in bytes.
    private var lap = (start: 0, place: 0, beganAt: MonotonicTime(nanoseconds: .min))

    /// - Parameter slotCount: packets kept at the most, a power of two of at most 4096.
    package init(slotCount: Int) {
        precondition((1...4096).contains(slotCount) && slotCount & (slotCount - 1) == 0)
        slots = .allocate(capacity: slotCount)
        slots.initialize(repeating: Slot())
    }

    deinit {
        slots.deallocate()
        memory.deallocate()
    }

    /// What it holds for packets, in bytes.
    package var memoryByteCount: Int { memory.count }

    private func index(_ sequenceNumber: UInt16) -> Int { Int(sequenceNumber) & (slots.count - 1) }

    /// Copies one packet, header and payload, under its outgoing number.
    package mutating func store(
        sequenceNumber: UInt16, header: UnsafeRawBufferPointer, payload: UnsafeRawBufferPointer,
        at now: MonotonicTime
    ) {
        let index = index(sequenceNumber)
        let length = header.count + payload.count
        guard length > 0, length <= Self.packetLimit else {
            slots[index] = Slot()
            return
        }
        if lap.place + length > memory.count { endLap(now: now, length: length) }
        let start = lap.place
        UnsafeMutableRawBufferPointer(rebasing: memory[start..<(start + header.count)])
            .copyMemory(from: header)
        UnsafeMutableRawBufferPointer(rebasing: memory[(start + header.count)..<(start + length)])
            .copyMemory(from: payload)
        slots[index] = Slot(
            sequenceNumber: sequenceNumber, length: UInt16(length), position: lap.start + start)
        lap.place += length
    }

    /// Makes room at the end of the memory, or begins at its start again.
    private mutating func endLap(now: MonotonicTime, length: Int) {
        if memory.count == 0 {
            lap.beganAt = now
            grow(to: min(Self.memoryStep, memoryLimit))
        } else if now - lap.beganAt < Self.horizon, lap.place + length <= memoryLimit {
            let wanted = memory.count + max(memory.count / 4, Self.memoryStep)
            grow(to: min(wanted, memoryLimit))
        } else {
            lap = (start: lap.start + memory.count, place: 0, beganAt: now)
        }
    }

    private var memoryLimit: Int { slots.count * Self.packetLimit }

    /// Packets of this lap stay; older ones are behind its place, and are given up.
    private mutating func grow(to byteCount: Int) {
        let grown = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 64)
        grown.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[..<lap.place]))
        memory.deallocate()
        memory = grown
        for index in slots.indices {
            slots[index].position -= lap.start
            if slots[index].position < 0 { slots[index] = Slot() }
        }
        lap.start = 0
    }

    /// The packet to repeat now. Valid until the next call.
    ///
    /// - Parameter roundTrip: a packet repeated within this time is still under way.
    /// - Returns: `nil` where the packet is not kept (any more), or was repeated just now.
    package mutating func packet(
        _ sequenceNumber: UInt16, now: MonotonicTime, roundTrip: Duration
    ) -> UnsafeRawBufferPointer? {
        guard let slot = slot(of: sequenceNumber) else { return nil }
        if slot.repeatedAt.nanoseconds != .min {
            guard now - slot.repeatedAt >= max(roundTrip, Self.shortestInterval) else { return nil }
        }
        slots[index(sequenceNumber)].repeatedAt = now
        return packet(sequenceNumber)
    }

    /// The packet, whenever it was repeated last. Valid until the next call.
    package func packet(_ sequenceNumber: UInt16) -> UnsafeRawBufferPointer? {
        guard let slot = slot(of: sequenceNumber) else { return nil }
        let start =
            slot.position < lap.start
            ? slot.position - lap.start + memory.count
            : slot.position - lap.start
        return UnsafeRawBufferPointer(rebasing: memory[start..<(start + Int(slot.length))])
    }

    private func slot(of sequenceNumber: UInt16) -> Slot? {
        let slot = slots[index(sequenceNumber)]
        guard slot.length > 0, slot.sequenceNumber == sequenceNumber,
            slot.position >= lap.start + lap.place - memory.count
        else { return nil }
        return slot
    }
}
