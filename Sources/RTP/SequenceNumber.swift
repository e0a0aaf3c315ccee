/// Comparison of numbers that wrap around (RFC 3550 §5.1; RFC 1982).
extension UInt16 {
    /// Whether this sequence number comes after `other`, being less than half the circle away.
    @inlinable
    package func isNewer(than other: UInt16) -> Bool {
        Int16(bitPattern: self &- other) > 0
    }
}

extension UInt32 {
    /// Whether this RTP timestamp comes after `other`, being less than half the circle away.
    @inlinable
    package func isNewer(than other: UInt32) -> Bool {
        Int32(bitPattern: self &- other) > 0
    }
}

/// Turns 16-bit sequence numbers into numbers that never wrap.
///
/// Each number is taken as the one nearest to the newest number seen, so reordering by less than
/// 32,768 is understood. The first number stands for itself; what is older than it is negative.
package struct SequenceUnwrapper: Equatable, Sendable {
    @usableFromInline var newest: Int64?

    @inlinable
    package init() {}

    /// The unwrapped form of `sequenceNumber`, which becomes the newest if nothing newer was seen.
    @inlinable
    package mutating func unwrap(_ sequenceNumber: UInt16) -> Int64 {
        let unwrapped = peek(sequenceNumber)
        newest = Swift.max(newest ?? unwrapped, unwrapped)
        return unwrapped
    }

    /// The unwrapped form of `sequenceNumber`, nothing remembered.
    @inlinable
    package func peek(_ sequenceNumber: UInt16) -> Int64 {
        guard let newest else { return Int64(sequenceNumber) }
        let distance = Int16(bitPattern: sequenceNumber &- UInt16(truncatingIfNeeded: newest))
        return newest &+ Int64(distance)
    }
}

/// Turns 32-bit RTP timestamps into numbers that never wrap, as ``SequenceUnwrapper`` does.
package struct TimestampUnwrapper: Equatable, Sendable {
    @usableFromInline var newest: Int64?

    @inlinable
    package init() {}

    /// The unwrapped form of `timestamp`, which becomes the newest if nothing newer was seen.
    @inlinable
    package mutating func unwrap(_ timestamp: UInt32) -> Int64 {
        guard let newest else {
            self.newest = Int64(timestamp)
            return Int64(timestamp)
        }
        let distance = Int32(bitPattern: timestamp &- UInt32(truncatingIfNeeded: newest))
        let unwrapped = newest &+ Int64(distance)
        self.newest = Swift.max(newest, unwrapped)
        return unwrapped
    }
}
