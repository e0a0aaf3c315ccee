/// A participant's call in a few numbers.
package struct QualitySummary: Hashable, Sendable {
    /// Of all points of a log: the median, what 95 of 100 do not exceed, and the worst.
    package struct Spread: Hashable, Sendable {
        package let median: Double
        package let high: Double
        package let worst: Double

        init?(_ values: [Double]) {
            let sorted = values.filter(\.isFinite).sorted()
            guard let last = sorted.last else { return nil }
            median = Self.value(at: 0.5, of: sorted)
            high = Self.value(at: 0.95, of: sorted)
            worst = last
        }

        private static func value(at share: Double, of sorted: [Double]) -> Double {
            sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
        }
    }

    /// A size of the received picture, and since when.
    package struct Resolution: Hashable, Sendable {
        package let second: Int
        package let width: Int
        package let height: Int
    }

    /// The mean of all points' scores; `nil` where nothing was measured.
    package let score: Int?
    package let loss: Spread?
    package let roundTrip: Spread?
    package let jitter: Spread?
    /// Of the medians: what a typical minute sounded like.
    package let voice: VoiceEstimate?
    /// Each change of the received picture's size, at most ``resolutionLimit``.
    package let resolutions: [Resolution]

    package static let resolutionLimit = 200

    package init(_ log: QualityLog) {
        let points = log.points
        score = points.isEmpty ? nil : points.map(\.score).reduce(0, +) / points.count
        loss = Spread(points.compactMap(\.loss))
        roundTrip = Spread(points.compactMap(\.roundTrip))
        jitter = Spread(points.compactMap(\.jitter))
        voice =
            points.isEmpty
            ? nil
            : VoiceEstimate(
                QualityMeasurement(
                    loss: loss?.median, roundTripMilliseconds: roundTrip?.median,
                    jitterMilliseconds: jitter?.median))
        var sizes: [Resolution] = []
        for point in points {
            guard let width = point.width, let height = point.height,
                sizes.last?.width != width || sizes.last?.height != height,
                sizes.count < Self.resolutionLimit
            else { continue }
            sizes.append(Resolution(second: point.second, width: width, height: height))
        }
        resolutions = sizes
    }
}
