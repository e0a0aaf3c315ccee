/// What RTCP says of an endpoint's connections, the worse direction of them.
package struct MediaQuality: Hashable, Sendable {
    /// 0…1.
    package var loss: Double
    package var roundTripMilliseconds: Double?
    package var jitterMilliseconds: Double

    package init(loss: Double, roundTripMilliseconds: Double?, jitterMilliseconds: Double) {
        self.loss = loss
        self.roundTripMilliseconds = roundTripMilliseconds
        self.jitterMilliseconds = jitterMilliseconds
    }
}
