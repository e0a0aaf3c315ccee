/// A client's own measurement of its connections, the worse direction of each.
package struct ClientQuality: Hashable, Sendable {
    /// 0…1.
    package var loss: Double?
    package var roundTripMilliseconds: Double?
    package var jitterMilliseconds: Double?
    /// Of the remote camera.
    package var framesPerSecond: Double?

    package init(
        loss: Double? = nil, roundTripMilliseconds: Double? = nil,
        jitterMilliseconds: Double? = nil, framesPerSecond: Double? = nil
    ) {
        self.loss = loss
        self.roundTripMilliseconds = roundTripMilliseconds
        self.jitterMilliseconds = jitterMilliseconds
        self.framesPerSecond = framesPerSecond
    }
}
