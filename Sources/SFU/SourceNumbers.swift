import RTP

/// How the sequence numbers of one source map to those of the outgoing stream, which never wrap.
struct SourceNumbers: Sendable {
    /// Skipped packets that are remembered, to place late packets of before them.
    static let skipLimit = 32

    private var unwrapper = SequenceUnwrapper()
    /// Outgoing minus incoming, for packets after the last skip.
    private var offset: Int64
    /// Older packets are refused: of before the source began, or of before a forgotten skip.
    private var floor: Int64
    private var newestForwarded: Int64
    private var skips = InlineArray<32, Int64>(repeating: 0)
    private var skipCount = 0

    init(first sequenceNumber: UInt16, sentAs number: Int64) {
        let first = unwrapper.unwrap(sequenceNumber)
        offset = number &- first
        floor = first
        newestForwarded = first &- 1
    }

    /// The outgoing number of a packet; `nil` where it is too old or was skipped.
    mutating func outgoing(_ sequenceNumber: UInt16) -> Int64? {
        let number = unwrapper.unwrap(sequenceNumber)
        guard number >= floor else { return nil }
        newestForwarded = max(newestForwarded, number)

        // Each later skip has moved the offset by one that this packet knows nothing of.
        var laterSkips: Int64 = 0
        for index in 0..<min(skipCount, Self.skipLimit) {
            if skips[index] == number { return nil }
            if skips[index] > number { laterSkips += 1 }
        }
        return number &+ offset &+ laterSkips
    }

    /// Closes the gap of a packet; `false` where it is too late for that.
    mutating func skip(_ sequenceNumber: UInt16) -> Bool {
        let number = unwrapper.unwrap(sequenceNumber)
        guard number >= floor else { return true }
        guard number > newestForwarded else { return false }
        let known = min(skipCount, Self.skipLimit)
        for index in 0..<known where skips[index] == number { return true }

        let index = skipCount % Self.skipLimit
        if skipCount >= Self.skipLimit { floor = max(floor, skips[index] &+ 1) }
        skips[index] = number
        skipCount = skipCount == 2 * Self.skipLimit - 1 ? Self.skipLimit : skipCount + 1
        offset &-= 1
        return true
    }
}
