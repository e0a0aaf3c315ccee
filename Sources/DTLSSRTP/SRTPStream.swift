/// What one direction remembers of one SSRC: the highest packet index, and which of the last 1,024
/// have been seen (RFC 3711 §3.3.1, §3.3.2).
///
/// An index is the 48-bit rollover counter and sequence number of RTP, or the 31-bit SRTCP index.
struct SRTPStream {
    /// Packets behind the highest that are still told apart.
    static let windowLength: UInt64 = 1024

    let ssrc: UInt32
    /// `nil` before the first packet.
    private(set) var highest: UInt64?
    /// Bit (index % 1024).
    private var seen = InlineArray<16, UInt64>(repeating: 0)

    /// Whether this is none, but the place for one.
    let isVacant: Bool

    /// A place in a table that no stream has taken.
    static let vacant = SRTPStream(ssrc: 0, isVacant: true)

    init(ssrc: UInt32) {
        self.init(ssrc: ssrc, isVacant: false)
    }

    private init(ssrc: UInt32, isVacant: Bool) {
        self.ssrc = ssrc
        self.isVacant = isVacant
    }

    /// The index that `sequenceNumber` most likely means (RFC 3711 §3.3.1).
    ///
    /// - Returns: `nil` for a packet of before the rollover counter began.
    @inline(__always)
    func index(of sequenceNumber: UInt16) -> UInt64? {
        guard let highest else { return UInt64(sequenceNumber) }
        let last = Int(truncatingIfNeeded: highest & 0xffff)
        let distance = Int(sequenceNumber) - last
        let rollover = highest >> 16
        if last < 0x8000, distance > 0x8000 {
            return rollover == 0 ? nil : (rollover - 1) << 16 | UInt64(sequenceNumber)
        }
        if last >= 0x8000, distance < -0x8000 {
            return (rollover + 1) << 16 | UInt64(sequenceNumber)
        }
        return rollover << 16 | UInt64(sequenceNumber)
    }

    /// Whether a packet with this index would be the first.
    @inline(__always)
    func isNew(_ index: UInt64) -> Bool {
        guard let highest, index <= highest else { return true }
        guard highest - index < Self.windowLength else { return false }
        return seen[word(of: index)] & bit(of: index) == 0
    }

    /// To be called once the packet has been authenticated.
    @inline(__always)
    mutating func record(_ index: UInt64) {
        if let highest, index > highest {
            if index - highest >= Self.windowLength {
                seen = InlineArray(repeating: 0)
            } else {
                for skipped in (highest + 1)...index {
                    seen[word(of: skipped)] &= ~bit(of: skipped)
                }
            }
        }
        seen[word(of: index)] |= bit(of: index)
        highest = max(highest ?? 0, index)
    }

    private func word(of index: UInt64) -> Int {
        Int(truncatingIfNeeded: (index % Self.windowLength) / 64)
    }

    private func bit(of index: UInt64) -> UInt64 { 1 << (index % 64) }
}
