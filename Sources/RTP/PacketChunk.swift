/// One packet chunk of a transport feedback: symbols of several packets in 16 bits
/// (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1.2 to §3.1.4).
struct PacketChunk: Equatable, Sendable {
    static let notReceived: UInt8 = 0
    static let smallDelta: UInt8 = 1
    static let largeDelta: UInt8 = 2
    static let reserved: UInt8 = 3

    /// The longest run one chunk can tell of.
    static let runLimit = 0x1fff
    /// Symbols of a status vector, one bit or two bits each.
    static let oneBitCount = 14
    static let twoBitCount = 7

    let word: UInt16

    init(_ word: UInt16) {
        self.word = word
    }

    /// The same symbol `length` times, at most ``runLimit``.
    init(run symbol: UInt8, length: Int) {
        word = UInt16(symbol) << 13 | UInt16(min(max(length, 0), Self.runLimit))
    }

    private var isVector: Bool { word & 0x8000 != 0 }
    private var hasTwoBits: Bool { word & 0x4000 != 0 }

    /// Symbols told of; 0 for a run of nothing.
    var count: Int {
        guard isVector else { return Int(word & 0x1fff) }
        return hasTwoBits ? Self.twoBitCount : Self.oneBitCount
    }

    /// - Parameter index: 0..<count.
    func symbol(at index: Int) -> UInt8 {
        guard isVector else { return UInt8(truncatingIfNeeded: word >> 13) }
        if hasTwoBits {
            return UInt8(truncatingIfNeeded: word >> UInt16(12 - 2 * index)) & 3
        }
        return UInt8(truncatingIfNeeded: word >> UInt16(13 - index)) & 1
    }

    /// Bytes of the deltas that belong to the first `count` symbols; `nil` where one is reserved.
    func deltaByteCount(ofFirst count: Int) -> Int? {
        guard isVector else {
            let symbol = symbol(at: 0)
            return symbol == Self.reserved ? nil : Int(symbol) * count
        }
        var bytes = 0
        for index in 0..<count {
            let symbol = symbol(at: index)
            if symbol == Self.reserved { return nil }
            bytes += Int(symbol)
        }
        return bytes
    }
}
