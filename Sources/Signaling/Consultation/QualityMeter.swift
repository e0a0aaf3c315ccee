/// Puts what is measured of a connection into one word.
///
/// The worse of what the media plane and the client say. Getting worse shows at once, getting better
/// when two measurements agree, so that the word does not flicker.
struct QualityMeter: Sendable {
    /// Limits above which a connection is no longer excellent, and is poor. ITU-T G.114 calls
    /// 150 ms one way good and 400 ms unacceptable.
    private enum Threshold {
        static let loss = (good: 0.02, poor: 0.08)
        static let roundTripMilliseconds = (good: 250.0, poor: 600.0)
        static let jitterMilliseconds = (good: 30.0, poor: 80.0)
    }

    /// `nil` before the first measurement.
    private(set) var indicator: QualityIndicator?
    private var plane = QualityIndicator.excellent
    private var client = QualityIndicator.excellent
    private var betterCount = 0

    /// Whether the indicator has changed.
    mutating func measure(_ quality: MediaQuality) -> Bool {
        plane = Self.indicator(
            loss: quality.loss, roundTrip: quality.roundTripMilliseconds,
            jitter: quality.jitterMilliseconds)
        return settle()
    }

    /// Whether the indicator has changed.
    mutating func measure(_ quality: ClientQuality) -> Bool {
        client = Self.indicator(
            loss: quality.loss, roundTrip: quality.roundTripMilliseconds,
            jitter: quality.jitterMilliseconds)
        return settle()
    }

    /// Media stopped coming or came back; whether the indicator has changed.
    mutating func measure(_ connection: MediaConnectionState) -> Bool {
        switch connection {
        case .silent, .gone: plane = .poor
        case .new, .connected: return false
        }
        return settle()
    }

    private mutating func settle() -> Bool {
        let measured = min(plane, client)
        guard let shown = indicator else {
            indicator = measured
            return true
        }
        guard measured > shown else {
            betterCount = 0
            indicator = measured
            return measured != shown
        }
        betterCount += 1
        guard betterCount >= 2 else { return false }
        betterCount = 0
        indicator = measured
        return true
    }

    private static func indicator(
        loss: Double?, roundTrip: Double?, jitter: Double?
    ) -> QualityIndicator {
        [
            level(loss, Threshold.loss), level(roundTrip, Threshold.roundTripMilliseconds),
            level(jitter, Threshold.jitterMilliseconds),
        ].min() ?? .excellent
    }

    private static func level(
        _ value: Double?, _ threshold: (good: Double, poor: Double)
    ) -> QualityIndicator {
        guard let value, value > threshold.good else { return .excellent }
        return value > threshold.poor ? .poor : .good
    }
}
