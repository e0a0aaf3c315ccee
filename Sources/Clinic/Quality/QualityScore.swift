/// A connection's quality as one number, 0…100.
///
/// Sound as the E-model sees it (ITU-T G.107, with the round trip's share of both ways and what
/// the receiver's buffer adds), less what is lost of the picture by standing still and of both by
/// uneven arrival. An estimate: nobody was asked.
package enum QualityScore {
    /// From here on it is excellent.
    package static let excellent = 80
    /// From here on it is good, below poor.
    package static let good = 60

    /// What is not known does not count.
    package static func value(of measurement: QualityMeasurement) -> Int {
        let sound = 100 * VoiceEstimate(measurement).rating / VoiceEstimate.best
        let jitter = clamped(measurement.jitterMilliseconds ?? 0, to: 1000)
        let unevenness = max(0, jitter - unnoticedJitter) * penaltyOfJitter
        let stillness = clamped(measurement.frozen ?? 0, to: 1) * penaltyOfFreezing
        return Int(min(100, max(0, sound - unevenness - stillness)).rounded())
    }

    /// Milliseconds that every receiver's buffer takes in.
    private static let unnoticedJitter = 20.0
    /// Points a millisecond above that.
    private static let penaltyOfJitter = 0.6
    /// Points for a picture that always stands still: a tenth of the time is no longer good.
    private static let penaltyOfFreezing = 450.0

    static func clamped(_ value: Double, to limit: Double) -> Double {
        value.isFinite ? min(max(value, 0), limit) : 0
    }
}

extension QualityScore {
    /// `excellent`, `good` or `poor`.
    package static func word(for score: Int) -> String {
        score >= excellent ? "excellent" : score >= good ? "good" : "poor"
    }
}
