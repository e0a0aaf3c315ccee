import Clinic

/// A client's own measurement of its connections, the worse direction of each.
package struct ClientQuality: Hashable, Sendable {
    /// 0…1.
    package var loss: Double?
    package var roundTripMilliseconds: Double?
    package var jitterMilliseconds: Double?
    /// Of the remote camera.
    package var framesPerSecond: Double?
    /// The way that media takes.
    package var rung: MediaRung?

    package init(
        loss: Double? = nil, roundTripMilliseconds: Double? = nil,
        jitterMilliseconds: Double? = nil, framesPerSecond: Double? = nil,
        rung: MediaRung? = nil
    ) {
        self.loss = loss
        self.roundTripMilliseconds = roundTripMilliseconds
        self.jitterMilliseconds = jitterMilliseconds
        self.framesPerSecond = framesPerSecond
        self.rung = rung
    }
}
