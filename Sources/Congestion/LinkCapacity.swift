/// What arrived when more was sent: mean and spread over the last times.
struct LinkCapacity: Sendable {
    private var mean: Double?
    /// Relative to the mean, squared.
    private var variance = 0.01

    mutating func receive(_ bitrate: Double) {
        guard let former = mean else {
            mean = bitrate
            return
        }
        let error = (bitrate - former) / max(former, 1)
        if abs(error) > 0.3 {
            mean = bitrate
            variance = 0.01
            return
        }
        mean = former + 0.1 * (bitrate - former)
        variance = min(max(0.9 * variance + 0.1 * error * error, 0.002), 0.02)
    }

    private var spread: Double { (mean ?? 0) * 2 * variance.squareRoot() }

    func isNear(_ bitrate: Double) -> Bool {
        guard let mean else { return false }
        return bitrate > mean - spread && bitrate < mean + spread
    }

    mutating func forget(ifBelow bitrate: Double) {
        if let mean, bitrate > mean + spread { self.mean = nil }
    }
}
