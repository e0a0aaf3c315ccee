/// Which of the last numbers of an outgoing stream were given out.
struct SentNumbers: Sendable {
    /// Numbers remembered; a receiver's SRTP accepts nothing older (RFC 3711 §3.3.2).
    static let window: Int64 = 1024

    private(set) var newest: Int64?
    private var bits = InlineArray<16, UInt64>(repeating: 0)

    /// - Returns: `false` where `number` was given out before or is too old to tell.
    mutating func insert(_ number: Int64) -> Bool {
        guard let newest else {
            self.newest = number
            mark(number)
            return true
        }
        if number > newest {
            clear(from: newest &+ 1, through: number)
            self.newest = number
            mark(number)
            return true
        }
        guard newest &- number < Self.window, !isMarked(number) else { return false }
        mark(number)
        return true
    }

    private func place(_ number: Int64) -> (word: Int, bit: UInt64) {
        let index = Int(truncatingIfNeeded: number) & Int(Self.window - 1)
        return (index >> 6, 1 << UInt64(index & 63))
    }

    private func isMarked(_ number: Int64) -> Bool {
        let place = place(number)
        return bits[place.word] & place.bit != 0
    }

    private mutating func mark(_ number: Int64) {
        let place = place(number)
        bits[place.word] |= place.bit
    }

    private mutating func clear(from first: Int64, through last: Int64) {
        guard last &- first < Self.window else {
            bits = InlineArray(repeating: 0)
            return
        }
        for number in first...last {
            let place = place(number)
            bits[place.word] &= ~place.bit
        }
    }
}
