import Wire

/// Puts the packets of one stream in the order of their sequence numbers, and waits a little for
/// retransmissions.
///
/// A missing packet is waited for until ``patience`` after what follows it arrived, or until
/// ``capacity`` numbers stand behind it; then it counts as lost, and a gap is told before what
/// follows.
struct ReorderBuffer: Sendable {
    enum Output: Equatable, Sendable {
        case packet(RecordedPacket)
        /// Packets are missing between the last one and the next.
        case gap
    }

    /// How many sequence numbers the buffer spans, the missing ones counted.
    static let capacity = 512
    /// Long enough for a retransmission over a slow line, short enough for a crash to lose less
    /// than a second.
    static let patience = Duration.milliseconds(300)
    /// So many packets in a row from before the last one given out are not late: the stream
    /// counts anew.
    static let restartLimit = 64

    private var slots = [RecordedPacket?](repeating: nil, count: Self.capacity)
    /// How many slots are taken.
    private var waiting = 0
    /// The unwrapped sequence number to give out next; `nil` before the first packet.
    private var next: Int64?
    private var lateInARow = 0
    /// When what follows the missing packet at ``next`` arrived.
    private var gapOpenedAt: MonotonicTime?

    init() {}

    /// Takes a packet in; duplicates and packets that come too late are dropped.
    ///
    /// - Parameter outputs: what can be given out now is appended, in order.
    /// - Returns: whether the packet was taken.
    mutating func insert(
        _ packet: RecordedPacket, into outputs: inout [Output]
    ) -> Bool {
        var sequence = unwrap(packet.sequenceNumber)
        var next = next ?? sequence
        if sequence < next {
            lateInARow += 1
            guard lateInARow >= Self.restartLimit else { return false }
            flush(into: &outputs)
            outputs.append(.gap)
            sequence = Int64(packet.sequenceNumber)
            next = sequence
        }
        lateInARow = 0
        self.next = next
        makeRoom(for: sequence, into: &outputs)
        guard slots[Self.slot(sequence)] == nil else { return false }
        slots[Self.slot(sequence)] = packet
        waiting += 1
        advance(to: packet.arrivedAt, into: &outputs)
        return true
    }

    /// Gives out what is in order, and gives up what was waited for too long.
    mutating func advance(to now: MonotonicTime, into outputs: inout [Output]) {
        releaseRun(into: &outputs)
        while waiting > 0 {
            guard let openedAt = gapOpenedAt ?? firstWaiting()?.arrivedAt else { return }
            gapOpenedAt = openedAt
            guard now - openedAt >= Self.patience else { return }
            skipGap(into: &outputs)
            releaseRun(into: &outputs)
        }
    }

    /// Gives out everything, whatever is missing between.
    mutating func flush(into outputs: inout [Output]) {
        releaseRun(into: &outputs)
        while waiting > 0 {
            skipGap(into: &outputs)
            releaseRun(into: &outputs)
        }
    }

    /// Gives up what stands so far behind `sequence` that both do not fit.
    private mutating func makeRoom(for sequence: Int64, into outputs: inout [Output]) {
        while let next, sequence - next >= Int64(Self.capacity) {
            if waiting > 0 {
                skipGap(into: &outputs)
                releaseRun(into: &outputs)
            } else {
                outputs.append(.gap)
                self.next = sequence
            }
        }
    }

    private mutating func releaseRun(into outputs: inout [Output]) {
        guard var next else { return }
        while waiting > 0, let packet = slots[Self.slot(next)] {
            slots[Self.slot(next)] = nil
            waiting -= 1
            next += 1
            gapOpenedAt = nil
            outputs.append(.packet(packet))
        }
        self.next = next
    }

    /// Moves ``next`` to the first packet that waits. Only called while one does.
    private mutating func skipGap(into outputs: inout [Output]) {
        guard var next else { return }
        while waiting > 0, slots[Self.slot(next)] == nil { next += 1 }
        self.next = next
        gapOpenedAt = nil
        outputs.append(.gap)
    }

    private func firstWaiting() -> RecordedPacket? {
        guard let next else { return nil }
        for sequence in next..<(next + Int64(Self.capacity)) {
            if let packet = slots[Self.slot(sequence)] { return packet }
        }
        return nil
    }

    /// The number nearest to ``next`` with these lower 16 bits.
    private func unwrap(_ sequenceNumber: UInt16) -> Int64 {
        guard let next else { return Int64(sequenceNumber) }
        let distance = Int16(bitPattern: sequenceNumber &- UInt16(truncatingIfNeeded: next))
        return next + Int64(distance)
    }

    private static func slot(_ sequence: Int64) -> Int {
        Int(truncatingIfNeeded: sequence & Int64(Self.capacity - 1))
    }
}
