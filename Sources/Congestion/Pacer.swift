import Wire

/// Lets bursts through as they are while they are small, and spreads large ones.
///
/// A budget, not a timer: what is sent makes a debt, which time pays off at the pacing rate. While
/// the debt is within the allowance a packet may leave at once; otherwise it waits for the next of
/// its owner's deadlines. A video's ordinary frames never wait; a key frame of ten times their size
/// does.
package struct Pacer: Sendable {
    /// The pacing rate is this many times the estimate.
    package static let factor = 2.5
    /// What may leave at once, as time at the pacing rate.
    package static let allowance = Duration.milliseconds(30)
    /// At least this much may leave at once, in bytes: two packets.
    package static let leastAllowance = 2_800.0

    private var debt = 0.0
    private var paidAt: MonotonicTime?

    package init() {}

    /// Whether a packet may leave now.
    ///
    /// - Parameter bitrate: the estimate; `nil` where nothing limits.
    package mutating func hasRoom(bitrate: Int?, now: MonotonicTime) -> Bool {
        guard let bitrate else {
            debt = 0
            paidAt = now
            return true
        }
        let bytesPerSecond = Double(bitrate) * Self.factor / 8
        if let paidAt {
            debt = max(debt - max((now - paidAt).seconds, 0) * bytesPerSecond, 0)
        }
        paidAt = now
        return debt <= max(bytesPerSecond * Self.allowance.seconds, Self.leastAllowance)
    }

    /// Notes bytes that have left, whether or not they had to ask.
    package mutating func spend(_ byteCount: Int) {
        debt += Double(byteCount)
    }
}
