/// What is known of somebody's connection over a few seconds, the worse direction of each.
package struct QualityMeasurement: Hashable, Sendable {
    /// Lost packets, 0…1.
    package var loss: Double?
    package var roundTripMilliseconds: Double?
    package var jitterMilliseconds: Double?
    /// The share of the time in which a picture stood still that should have moved, 0…1.
    package var frozen: Double?
    /// The share of the sound that had to be made up, 0…1.
    package var concealed: Double?

    package init(
        loss: Double? = nil, roundTripMilliseconds: Double? = nil,
        jitterMilliseconds: Double? = nil, frozen: Double? = nil, concealed: Double? = nil
    ) {
        self.loss = loss
        self.roundTripMilliseconds = roundTripMilliseconds
        self.jitterMilliseconds = jitterMilliseconds
        self.frozen = frozen
        self.concealed = concealed
    }

    /// Both measured the same connection: what is worse counts.
    package func worst(_ other: QualityMeasurement) -> QualityMeasurement {
        func worse(_ path: KeyPath<QualityMeasurement, Double?>) -> Double? {
            [self[keyPath: path], other[keyPath: path]].compactMap(\.self).max()
        }
        return QualityMeasurement(
            loss: worse(\.loss), roundTripMilliseconds: worse(\.roundTripMilliseconds),
            jitterMilliseconds: worse(\.jitterMilliseconds), frozen: worse(\.frozen),
            concealed: worse(\.concealed))
    }
}
