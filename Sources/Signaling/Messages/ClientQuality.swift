import Clinic

/// A client's own measurement of its connections, the worse direction of each.
package struct ClientQuality: Hashable, Sendable {
    /// 0…1.
    package var loss: Double?
    package var roundTripMilliseconds: Double?
    package var jitterMilliseconds: Double?
    /// Of the remote camera.
    package var framesPerSecond: Double?
    /// The share of the time since the last report in which a picture stood still, 0…1.
    package var frozen: Double?
    /// The share of the sound since then that had to be made up, 0…1.
    package var concealed: Double?
    /// Of the largest picture that is received.
    package var width: Int?
    package var height: Int?
    /// From when media was announced to when it was heard, in milliseconds.
    package var firstAudio: Int?
    /// The same to the first picture.
    package var firstVideo: Int?
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

    var measurement: QualityMeasurement {
        QualityMeasurement(
            loss: loss, roundTripMilliseconds: roundTripMilliseconds,
            jitterMilliseconds: jitterMilliseconds, frozen: frozen, concealed: concealed)
    }

    var picture: QualityLog.Picture {
        QualityLog.Picture(framesPerSecond: framesPerSecond, width: width, height: height)
    }
}
