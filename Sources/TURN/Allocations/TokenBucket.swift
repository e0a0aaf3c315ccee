import Wire

/// Lets bytes through at a rate, with a second's worth at once.
struct TokenBucket {
    /// Nanoseconds that one byte costs; 0 without a limit.
    private let cost: Int64
    /// The bucket is full when this has passed.
    private var fullAt = MonotonicTime(nanoseconds: .min)

    private static let second: Int64 = 1_000_000_000

    /// - Parameter bitrate: in bits per second; `nil` for no limit.
    init(bitrate: Int?) {
        cost = bitrate.map { 8 * Self.second / Int64(max($0, 1)) } ?? 0
    }

    /// Whether `byteCount` bytes may pass now; takes them then. A full bucket lets any datagram out.
    mutating func take(_ byteCount: Int, now: MonotonicTime) -> Bool {
        guard cost > 0 else { return true }
        let start = max(fullAt.nanoseconds, now.nanoseconds)
        let (price, overflow) = cost.multipliedReportingOverflow(by: Int64(byteCount))
        let debt = start &- now.nanoseconds
        guard !overflow, debt == 0 || price <= Self.second - debt else { return false }
        fullAt = MonotonicTime(nanoseconds: start &+ price)
        return true
    }
}
