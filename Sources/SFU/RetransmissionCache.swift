import RTP
import Wire

/// The last packets of one outgoing stream, for receivers that ask for them again (RFC 4585,
/// RFC 4588).
///
/// A packet's payload is kept once for all its receivers, in a ``PacketStore``; here stands what one
/// of them got it as. Noncopyable: the memory is freed once, with the cache.
package struct RetransmissionCache: ~Copyable {
    /// A packet is repeated no sooner than this after its last repetition, however short the path.
    package static let shortestInterval = Duration.milliseconds(20)
    /// Packets are kept for so long, where the bounds allow: a browser that changes its network is
    /// away for two to three seconds, and goes on without a new key frame if it gets what it missed.
    package static let horizon = Duration.seconds(3)
    /// Of the header in front of a packet that is repeated, in bytes.
    package static let headerLength = RTPHeader.fixedLength
    /// Bytes at a payload's beginning that may differ from receiver to receiver: those of VP8's and
    /// VP9's descriptors up to TL0PICIDX (RFC 7741 §4.2, RFC 9628 §4.2).
    package static let ownLength = 8

    /// What the stream's own header says of a packet.
    package struct Header {
        package let numbers: StreamRewriter.Numbers
        package let marker: Bool

        package init(numbers: StreamRewriter.Numbers, marker: Bool) {
            self.numbers = numbers
            self.marker = marker
        }
    }

    private struct Slot {
        /// `nil`: empty.
        var place: PacketStore.Place?
        var own: UInt64 = 0
        /// `Int64.min`: never.
        var repeatedAt = MonotonicTime(nanoseconds: .min)
        var timestamp: UInt32 = 0
        var sequenceNumber: UInt16 = 0
        /// Of the payload, in bytes.
        var length: UInt16 = 0
        var marker = false
    }

    private let slots: UnsafeMutableBufferPointer<Slot>

    /// - Parameter slotCount: packets kept at the most, a power of two of at most 4096.
    package init(slotCount: Int) {
        precondition((1...4096).contains(slotCount) && slotCount & (slotCount - 1) == 0)
        slots = .allocate(capacity: slotCount)
        slots.initialize(repeating: Slot())
    }

    deinit {
        slots.deallocate()
    }

    private func index(_ sequenceNumber: UInt16) -> Int { Int(sequenceNumber) & (slots.count - 1) }

    /// Keeps one packet under its outgoing number.
    ///
    /// - Parameters:
    ///   - payload: as it is sent.
    ///   - place: where it is kept, but for its first ``ownLength`` bytes; `nil` where it isn't.
    package func store(
        _ header: Header, payload: UnsafeRawBufferPointer, at place: PacketStore.Place?
    ) {
        let sequenceNumber = header.numbers.sequenceNumber
        var own: UInt64 = 0
        if payload.count >= Self.ownLength {
            own = payload.loadUnaligned(as: UInt64.self)
        } else {
            withUnsafeMutableBytes(of: &own) { $0.copyMemory(from: payload) }
        }
        slots[index(sequenceNumber)] = Slot(
            place: place, own: own, timestamp: header.numbers.timestamp,
            sequenceNumber: sequenceNumber, length: UInt16(truncatingIfNeeded: payload.count),
            marker: header.marker)
    }

    /// The packet to repeat now, a header of ``headerLength`` and its payload. Valid until the store
    /// is used again.
    ///
    /// - Parameter roundTrip: a packet repeated within this time is still under way.
    /// - Returns: `nil` where the packet is not kept (any more), or was repeated just now.
    package func packet(
        _ sequenceNumber: UInt16, now: MonotonicTime, roundTrip: Duration, from store: PacketStore
    ) -> UnsafeRawBufferPointer? {
        let slot = slots[index(sequenceNumber)]
        if slot.sequenceNumber == sequenceNumber, slot.repeatedAt.nanoseconds != .min {
            guard now - slot.repeatedAt >= max(roundTrip, Self.shortestInterval) else { return nil }
        }
        guard let packet = packet(sequenceNumber, from: store) else { return nil }
        slots[index(sequenceNumber)].repeatedAt = now
        return packet
    }

    /// The packet, whenever it was repeated last. Valid until the store is used again.
    package func packet(
        _ sequenceNumber: UInt16, from store: PacketStore
    ) -> UnsafeRawBufferPointer? {
        var slot = slots[index(sequenceNumber)]
        guard slot.sequenceNumber == sequenceNumber, let place = slot.place,
            let payload = store.payload(at: place, Int(slot.length))
        else { return nil }
        let whole = UnsafeMutableRawBufferPointer(
            rebasing: store.workbench[..<(Self.headerLength + payload.count)])
        RTPHeader.write(
            payloadType: 0, marker: slot.marker, sequenceNumber: sequenceNumber,
            timestamp: slot.timestamp, ssrc: 0, hasExtension: false, into: whole)
        let copy = UnsafeMutableRawBufferPointer(rebasing: whole[Self.headerLength...])
        copy.copyMemory(from: payload)
        withUnsafeBytes(of: &slot.own) { own in
            copy.copyMemory(
                from: UnsafeRawBufferPointer(rebasing: own[..<min(own.count, payload.count)]))
        }
        return UnsafeRawBufferPointer(whole)
    }
}
