import Wire

/// What is kept of one RTP packet until it goes into a frame.
package struct RecordedPacket: Equatable, Sendable {
    package let sequenceNumber: UInt16
    package let rtpTimestamp: UInt32
    /// Whether the marker bit is set: the last packet of a video frame.
    package let isMarked: Bool
    /// Padding left out.
    package let payload: [UInt8]
    package let arrivedAt: MonotonicTime

    package init(
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
