/// What the media plane tells the owner of a room.
package struct MediaEvent: Sendable, Equatable {
    package let room: RoomID
    package let kind: Kind

    package init(room: RoomID, kind: Kind) {
        self.room = room
        self.kind = kind
    }

    /// What happened.
    package enum Kind: Sendable, Equatable {
        /// What the endpoint shall receive from now on; `tracks` names each section.
        case subscribeOffer(EndpointID, sdp: String, tracks: [ForwardedTrack])
        case connection(EndpointID, ConnectionState)
        /// Who speaks; `nil` when nobody does.
        case activeSpeaker(EndpointID?)
        /// About every two seconds, from RTCP.
        case quality(EndpointID, ConnectionQuality)
        /// Media of a publication arrives (again), or has stopped arriving for some seconds.
        case publicationActive(EndpointID, MediaSource, Bool)
    }
}

/// One section of a subscribe offer.
package struct ForwardedTrack: Sendable, Equatable {
    package let mid: String
    package let publisher: EndpointID
    package let source: MediaSource

    package init(mid: String, publisher: EndpointID, source: MediaSource) {
        self.mid = mid
        self.publisher = publisher
        self.source = source
    }
}

/// Of an endpoint's publishing connection; of its receiving one where it publishes nothing.
package enum ConnectionState: Sendable, Equatable {
    case connecting
    case connected
    /// No authenticated check for five seconds: perhaps a change of network.
    case silent
    /// Silent for 30 s (RFC 7675 §5.1): nothing is sent to it any more.
    case gone
}

/// What RTCP says of one endpoint, both directions taken together.
package struct ConnectionQuality: Sendable, Equatable {
    /// 0...1, the worse direction over the last report interval.
    package var lossFraction: Double
    package var roundTripMilliseconds: Double?
    package var jitterMilliseconds: Double

    package init(
        lossFraction: Double, roundTripMilliseconds: Double?, jitterMilliseconds: Double
    ) {
        self.lossFraction = lossFraction
        self.roundTripMilliseconds = roundTripMilliseconds
        self.jitterMilliseconds = jitterMilliseconds
    }
}
