/// What arrives, in bits per second, by the receiver's clock.
///
/// Counts in buckets of 25 ms over the last 400.
struct AcknowledgedBitrate: Sendable {
    private static let bucketCount = 16
    private static let bucket = 25.0

    private var bytes = InlineArray<16, Int>(repeating: 0)
    /// Number of the newest bucket; `nil` before the first packet.
    private var newest: Int?
    private var first = 0

    /// - Parameter arrivedAt: in milliseconds.
    mutating func receive(_ byteCount: Int, arrivedAt: Double) {
        let number = Int((arrivedAt / Self.bucket).rounded(.down))
        guard let former = newest else {
            newest = number
            first = number
            bytes[index(number)] = byteCount
            return
        }
        guard number > former - Self.bucketCount else { return }
        if number > former {
            for skipped in max(former + 1, number - Self.bucketCount + 1)...number {
                bytes[index(skipped)] = 0
            }
            newest = number
        }
        bytes[index(number)] += byteCount
    }

    private func index(_ number: Int) -> Int { number & (Self.bucketCount - 1) }

    /// Over the last `count` whole buckets, at most 15; `nil` before there are that many.
    ///
    /// - Parameter count: 15 even out the frames of a video; 8 react twice as fast.
    func bitrate(overLast count: Int = bucketCount - 1) -> Double? {
        guard let newest, newest - first >= count else { return nil }
        var sum = 0
        for number in (newest - count)..<newest { sum += bytes[index(number)] }
        return Double(sum) * 8_000 / (Double(count) * Self.bucket)
    }
}
