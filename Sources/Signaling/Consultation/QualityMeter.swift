import Clinic

/// Puts what is measured of a connection into one word.
///
/// The worse of what the media plane and the client say, by ``QualityScore``. Getting worse shows at once, getting better
/// when two measurements agree, so that the word does not flicker.
struct QualityMeter: Sendable {
    /// `nil` before the first measurement.
    private(set) var indicator: QualityIndicator?
    /// What the media plane said last.
    private(set) var measured = QualityMeasurement()
    private var plane = QualityIndicator.excellent
    private var client = QualityIndicator.excellent
    private var betterCount = 0

    /// Whether the indicator has changed.
    mutating func measure(_ quality: MediaQuality) -> Bool {
        measured = QualityMeasurement(
            loss: quality.loss, roundTripMilliseconds: quality.roundTripMilliseconds,
            jitterMilliseconds: quality.jitterMilliseconds)
        plane = Self.indicator(measured)
        return settle()
    }

    /// Whether the indicator has changed.
    mutating func measure(_ quality: ClientQuality) -> Bool {
        client = Self.indicator(quality.measurement)
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

    private static func indicator(_ measurement: QualityMeasurement) -> QualityIndicator {
        let score = QualityScore.value(of: measurement)
        return score >= QualityScore.excellent
            ? .excellent : score >= QualityScore.good ? .good : .poor
    }
}
