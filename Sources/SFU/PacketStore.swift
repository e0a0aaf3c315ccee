import Wire

/// The payloads that one publication has sent to its subscribers lately, each of them once however
/// many receive it.
///
/// A ring in one piece of memory, payloads one behind the other: as large as what is sent in
/// ``RetransmissionCache/horizon`` needs, and no larger than ``packetLimit`` of the longest payloads.
/// It begins small, and grows where the memory has been gone round sooner. Confined to its shard's
/// queue.
package final class PacketStore {
    /// Bytes of the longest payload kept; longer ones are forwarded but cannot be repeated.
    package static let payloadLimit = 1500
    /// Bytes that the memory grows by at the least.
    private static let memoryStep = 16 * 1024

    /// Where a payload is kept, in bytes, counted on from lap to lap.
    package struct Place: Equatable, Sendable {
        fileprivate let position: Int
    }

    /// Payloads kept at the most, where all are of the greatest length.
    private let packetLimit: Int
    private var memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    /// Where the lap began, counted on, and how far it has come, in bytes.
    private var lap = (start: 0, place: 0, beganAt: MonotonicTime(nanoseconds: .min))
    /// Of the present burst's packets, by their order in it: those that a subscriber got.
    private var burst: [Place?] = []
    /// What is older than this was given up as the memory grew.
    private var oldest = 0
    /// A packet that is repeated, put together.
    let workbench = UnsafeMutableRawBufferPointer.allocate(
        byteCount: RetransmissionCache.headerLength + PacketStore.payloadLimit, alignment: 8)

    package init(packetLimit: Int) {
        self.packetLimit = packetLimit
        burst.reserveCapacity(128)
    }

    deinit {
        memory.deallocate()
        workbench.deallocate()
    }

    /// What it holds for payloads, in bytes.
    package var memoryByteCount: Int { memory.count }

    /// Other packets follow.
    package func beginBurst(of count: Int) {
        burst.removeAll(keepingCapacity: true)
        for _ in 0..<count { burst.append(nil) }
    }

    /// Keeps a payload; for all but a burst's first subscriber it is kept already.
    ///
    /// - Parameter index: of its packet in the burst.
    /// - Returns: `nil` where it is too long.
    package func keep(
        _ payload: UnsafeRawBufferPointer, index: Int, at now: MonotonicTime
    ) -> Place? {
        if let place = burst[index] { return place }
        guard payload.count <= Self.payloadLimit else { return nil }
        if lap.place + payload.count > memory.count { endLap(now: now, length: payload.count) }
        let start = lap.place
        UnsafeMutableRawBufferPointer(rebasing: memory[start..<(start + payload.count)])
            .copyMemory(from: payload)
        lap.place += payload.count
        let place = Place(position: lap.start + start)
        burst[index] = place
        return place
    }

    /// The first `length` bytes of what is kept there; `nil` where something newer is. Valid until
    /// the next call.
    func payload(at place: Place, _ length: Int) -> UnsafeRawBufferPointer? {
        guard place.position >= max(oldest, lap.start + lap.place - memory.count)
        else { return nil }
        let start =
            place.position < lap.start
            ? place.position - lap.start + memory.count
            : place.position - lap.start
        return UnsafeRawBufferPointer(rebasing: memory[start..<(start + length)])
    }

    /// Makes room at the end of the memory, or begins at its start again.
    private func endLap(now: MonotonicTime, length: Int) {
        if memory.count == 0 {
            lap.beganAt = now
            grow(to: min(max(Self.memoryStep, length), memoryLimit))
        } else if now - lap.beganAt < RetransmissionCache.horizon,
            lap.place + length <= memoryLimit
        {
            let wanted = memory.count + max(memory.count / 4, Self.memoryStep)
            grow(to: min(wanted, memoryLimit))
        } else {
            lap = (start: lap.start + memory.count, place: 0, beganAt: now)
        }
    }

    private var memoryLimit: Int { packetLimit * Self.payloadLimit }

    /// Payloads of this lap stay; older ones are behind its place, and are given up.
    private func grow(to byteCount: Int) {
        let grown = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 64)
        grown.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[..<lap.place]))
        memory.deallocate()
        memory = grown
        oldest = lap.start
    }
}
