import Wire

/// What is kept of one RTP packet until it goes into a frame.
struct RecordedPacket: Equatable, Sendable {
    let sequenceNumber: UInt16
    let rtpTimestamp: UInt32
    /// Whether the marker bit is set: the last packet of a video frame.
    let isMarked: Bool
    /// Padding left out.
    let payload: [UInt8]
    let arrivedAt: MonotonicTime

    init(
        sequenceNumber: UInt16, rtpTimestamp: UInt32, isMarked: Bool, payload: [UInt8],
        arrivedAt: MonotonicTime
    ) {
        self.sequenceNumber = sequenceNumber
        self.rtpTimestamp = rtpTimestamp
        self.isMarked = isMarked
        self.payload = payload
        self.arrivedAt = arrivedAt
    }
}
