import Wire

/// One stream in, of one endpoint, as the recorder knows it.
package struct PublicationID: Hashable, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }
}

/// What the tap took in one burst, in order of arrival: plain packets whose publisher's consent
/// held when they were taken, and what a recorder needs to know beside them.
package struct RecordedBurst: Sendable {
    /// One thing the recorder has to know, or to write.
    package enum Item: Sendable {
        case started(RecordingID, RoomID)
        /// Precedes the first packet of a publication.
        case publication(RecordingID, RecordedPublication)
        /// A plain RTP packet: `bytes` of the burst, layers already chosen, sequence numbers and
        /// timestamps continuous within the publication.
        case packet(RecordingID, PublicationID, bytes: Range<Int>, arrivedAt: MonotonicTime)
        /// The publisher's sender report for this publication's RTP clock.
        case senderReport(
            RecordingID, PublicationID, ntp: UInt64, rtpTimestamp: UInt32,
            arrivedAt: MonotonicTime)
        /// The publication ended, or its consent did: nothing more comes of it.
        case ended(RecordingID, PublicationID)
        case stopped(RecordingID)
    }

    package var items: [Item] = []
    package var bytes: [UInt8] = []

    package init() {}
}

/// A publication that is recorded.
package struct RecordedPublication: Sendable, Equatable {
    package let id: PublicationID
    package let endpoint: EndpointID
    package let source: MediaSource
    /// The codec's name in SDP: `opus`, `VP8`, `VP9`, `AV1`, `H264`.
    package let codec: String

    package init(id: PublicationID, endpoint: EndpointID, source: MediaSource, codec: String) {
        self.id = id
        self.endpoint = endpoint
        self.source = source
        self.codec = codec
    }
}
