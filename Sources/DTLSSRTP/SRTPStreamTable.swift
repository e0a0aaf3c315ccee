/// The streams of one direction by SSRC: open addressing on memory of its own.
///
/// Allocates only when a new SSRC finds no room; a pointer into it is valid until then.
struct SRTPStreamTable: ~Copyable {
    let limit: Int
    private(set) var count = 0
    private var slots: UnsafeMutableBufferPointer<SRTPStream>

    init(limit: Int) {
        self.limit = limit
        slots = Self.emptySlots(8)
    }

    deinit {
        slots.deallocate()
    }

    func find(_ ssrc: UInt32) -> UnsafeMutablePointer<SRTPStream>? {
        let slot = place(of: ssrc)
        return slot.pointee.isVacant ? nil : slot
    }

    /// - Returns: `nil` at the limit.
    mutating func insert(_ stream: SRTPStream) -> UnsafeMutablePointer<SRTPStream>? {
        guard count < limit else { return nil }
        if (count + 1) * 4 > slots.count * 3 { rebuild(capacity: slots.count * 2) }
        let slot = place(of: stream.ssrc)
        slot.pointee = stream
        count += 1
        return slot
    }

    /// The slot that holds `ssrc`, else the free one where it belongs. A quarter stays free.
    private func place(of ssrc: UInt32) -> UnsafeMutablePointer<SRTPStream> {
        let mask = slots.count - 1
        let first = slots.baseAddress.unsafelyUnwrapped
        var position = Int(truncatingIfNeeded: (ssrc &* 0x9e37_79b1) >> 16) & mask
        while !(first + position).pointee.isVacant, (first + position).pointee.ssrc != ssrc {
            position = (position + 1) & mask
        }
        return first + position
    }

    private mutating func rebuild(capacity: Int) {
        let old = slots
        slots = Self.emptySlots(capacity)
        for stream in old where !stream.isVacant {
            place(of: stream.ssrc).pointee = stream
        }
        old.deallocate()
    }

    private static func emptySlots(_ capacity: Int) -> UnsafeMutableBufferPointer<SRTPStream> {
        let slots = UnsafeMutableBufferPointer<SRTPStream>.allocate(capacity: capacity)
        slots.initialize(repeating: .vacant)
        return slots
    }
}
