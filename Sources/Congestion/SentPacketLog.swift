import Wire

/// When the last packets of one connection left and how large they were, by transport-wide
/// sequence number.
///
/// A ring: a packet is forgotten when ``capacity`` others have left after it, which at 10 Mbit/s is
/// two seconds.
package struct SentPacketLog: Sendable {
    /// What is known of one packet.
    package struct Packet: Sendable, Equatable {
        package let sentAt: MonotonicTime
        /// On the network, headers with it.
        package let byteCount: Int
        /// Part of a probe.
        package let isProbe: Bool
        /// Told of as lost before.
        package let wasLost: Bool
    }

    package static let capacity = 2_048

    private struct Slot {
        var sentAt = MonotonicTime(nanoseconds: 0)
        var sequenceNumber: UInt16 = 0
        var byteCount: UInt16 = 0
        var state = State.empty
        var isProbe = false
    }

    private enum State: UInt8 {
        case empty, underWay, lost
    }

    private var slots = [Slot](repeating: Slot(), count: capacity)

    package init() {}

    private static func index(_ sequenceNumber: UInt16) -> Int {
        Int(sequenceNumber) & (capacity - 1)
    }

    /// Notes a packet that leaves now.
    package mutating func append(
        _ sequenceNumber: UInt16, byteCount: Int, isProbe: Bool, at now: MonotonicTime
    ) {
        slots[Self.index(sequenceNumber)] = Slot(
            sentAt: now, sequenceNumber: sequenceNumber,
            byteCount: UInt16(clamping: byteCount), state: .underWay, isProbe: isProbe)
    }

    /// The packet that has arrived; `nil` where it is unknown or has been taken before.
    package mutating func take(_ sequenceNumber: UInt16) -> Packet? {
        let index = Self.index(sequenceNumber)
        let slot = slots[index]
        guard slot.state != .empty, slot.sequenceNumber == sequenceNumber else { return nil }
        slots[index].state = .empty
        return packet(slot)
    }

    /// The packet that is told of as lost, once. It may still arrive.
    package mutating func lose(_ sequenceNumber: UInt16) -> Packet? {
        let index = Self.index(sequenceNumber)
        let slot = slots[index]
        guard slot.state == .underWay, slot.sequenceNumber == sequenceNumber else { return nil }
        slots[index].state = .lost
        return packet(slot)
    }

    private func packet(_ slot: Slot) -> Packet {
        Packet(
            sentAt: slot.sentAt, byteCount: Int(slot.byteCount), isProbe: slot.isProbe,
            wasLost: slot.state == .lost)
    }
}
