/// How a voice would be rated over a connection: an estimate by the E-model (ITU-T G.107), for Opus
/// with the loss that its concealment hides well.
package struct VoiceEstimate: Hashable, Sendable {
    /// The transmission rating factor R.
    package let rating: Double

    /// R of a connection that harms nothing.
    package static let best = 93.2

    /// Percent of lost packets at which Opus is half as bad as it gets.
    private static let robustness = 10.0
    /// Milliseconds of coding and playing, whatever the network does.
    private static let baseDelay = 20.0

    package init(_ measurement: QualityMeasurement) {
        let roundTrip = QualityScore.clamped(measurement.roundTripMilliseconds ?? 0, to: 5000)
        let jitter = QualityScore.clamped(measurement.jitterMilliseconds ?? 0, to: 1000)
        let lost = max(measurement.loss ?? 0, measurement.concealed ?? 0)
        let percent = 100 * QualityScore.clamped(lost, to: 1)

        // Half of a round trip is one way; a dialogue by picture suffers earlier than one by voice.
        let delay = 0.75 * roundTrip + 2 * jitter + Self.baseDelay
        let ofDelay = 0.024 * delay + 0.11 * max(0, delay - 177.3)
        let ofLoss = 95 * percent / (percent + Self.robustness)
        rating = max(0, Self.best - ofDelay - ofLoss)
    }

    /// The mean opinion that R stands for, 1…4.5 (G.107 annex B).
    package var opinion: Double {
        // Below R = 6.5 the curve dips under the worst opinion there is.
        max(1, 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6)
    }
}
