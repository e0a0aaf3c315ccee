import Wire

/// Packets of video that came while an earlier one was missing, of layers whose key frame somebody
/// waits for: if that one begins the key frame, they are forwarded after it.
///
/// One for a ``ForwardingPlane``. A ring of slots in one piece of memory, allocated with the first
/// packet; the oldest packets give way, and have to be asked for again then.
struct OvertakingPackets: ~Copyable {
    /// Twice what may overtake one packet.
    static let slotCount = 128
    /// Bytes of payload and dependency descriptor of the longest packet kept.
    static let packetLimit = 1500
    /// From one slot to the next, in bytes.
    private static let stride = 1536

    private struct Slot {
        let publication: PublicationID
        let packet: MediaPacket
    }

    private var memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    private var slots: [Slot?] = []
    private var next = 0

    deinit { memory.deallocate() }

    /// Copies a packet.
    ///
    /// - Parameter mayBeWritten: a recorder may have it, too.
    mutating func keep(
        _ packet: MediaPacket, of publication: PublicationID, mayBeWritten: Bool
    ) {
        let payloadLength = packet.payload.count
        let length = payloadLength + packet.dependencyDescriptor.count
        guard length <= Self.packetLimit else { return }
        if slots.isEmpty {
            memory = .allocate(byteCount: Self.slotCount * Self.stride, alignment: 64)
            slots = Array(repeating: nil, count: Self.slotCount)
        }
        let start = next * Self.stride
        let copy = UnsafeMutableRawBufferPointer(rebasing: memory[start..<(start + length)])
        let payload = UnsafeMutableRawBufferPointer(rebasing: copy[..<payloadLength])
        let descriptor = UnsafeMutableRawBufferPointer(rebasing: copy[payloadLength...])
        payload.copyMemory(from: UnsafeRawBufferPointer(packet.payload))
        descriptor.copyMemory(from: packet.dependencyDescriptor)
        slots[next] = Slot(
            publication: publication,
            packet: packet.kept(
                payload: payload, dependencyDescriptor: UnsafeRawBufferPointer(descriptor),
                mayBeWritten: mayBeWritten))
        next = (next + 1) % Self.slotCount
    }

    /// A packet that is kept. Valid until the next one is.
    func packet(
        _ sequenceNumber: UInt16, of publication: PublicationID, layer: Int
    ) -> MediaPacket? {
        for case let slot? in slots
        where slot.publication == publication && slot.packet.layer == layer
            && slot.packet.sequenceNumber == sequenceNumber
        {
            return slot.packet
        }
        return nil
    }

    /// Another stream stands for a layer: its numbers mean other packets.
    mutating func forget(_ publication: PublicationID, layer: Int) {
        for index in slots.indices
        where slots[index]?.publication == publication && slots[index]?.packet.layer == layer {
            slots[index] = nil
        }
    }
}
