/// What the owner of rooms may ask of the media plane, one at a time, in order.
package enum MediaCommand: Sendable {
    case openRoom(RoomID)
    case closeRoom(RoomID)
    /// Until admitted nothing of the endpoint is forwarded or recorded and nothing reaches it.
    case addEndpoint(EndpointID, RoomID, isAdmitted: Bool)
    case removeEndpoint(EndpointID, RoomID)
    case setAdmitted(EndpointID, RoomID, Bool)
    /// The endpoint's offer of what it sends; `sources` names each section by its mid. Answered
    /// with ``MediaReply/answer(_:)``. A new ufrag in it is an ICE restart.
    case publish(EndpointID, RoomID, offer: String, sources: [String: MediaSource])
    /// The endpoint's answer to the latest ``MediaEvent/subscribeOffer(_:_:sdp:tracks:)``.
    case subscribeAnswer(EndpointID, RoomID, answer: String)
    /// Makes a new offer with new ICE credentials for what the endpoint receives.
    case restartSubscription(EndpointID, RoomID)
    /// How large the endpoint shows pictures; others without a limit.
    case limitPictures(EndpointID, RoomID, [PictureLimit])
    /// Adds an endpoint that only sends what it offers here. Answered with
    /// ``MediaReply/answer(_:)``; every section of the offer is taken, or nothing is added.
    case ingest(EndpointID, RoomID, offer: String)
    /// Adds an endpoint that only receives what `publisher` sends now, in the sections that it
    /// offers here. Answered with ``MediaReply/answer(_:)``, or nothing is added.
    case play(EndpointID, RoomID, publisher: EndpointID, offer: String)
    /// What a client found for its ICE (RFC 8840). Answered with ``MediaReply/answer(_:)`` of the
    /// same form where it restarts ICE, else with ``MediaReply/done``.
    case updateICE(EndpointID, RoomID, fragment: String)
    case startRecording(RecordingID, RoomID)
    case stopRecording(RoomID)
    /// The endpoint agreed to be recorded: its packets may be written from now on.
    case grantRecording(EndpointID, RoomID)
    /// Not one packet of the endpoint is written after this.
    case revokeRecording(EndpointID, RoomID)
    /// The recorder cannot go on without a key frame of this publication.
    case requestKeyframe(PublicationID, RoomID)
}

/// The answer to one ``MediaCommand``.
package enum MediaReply: Sendable, Equatable {
    case done
    /// SDP for the endpoint that offered.
    case answer(String)
    case refused(Refusal)

    /// Why a command was not carried out; nothing has changed then.
    package enum Refusal: Error, Sendable, Equatable {
        case unknownRoom
        case unknownEndpoint
        case roomExists
        case endpointExists
        /// A limit of ``SFUConfiguration`` is reached.
        case full
        /// The SDP broke a rule; the text says which, for the developer of the client.
        case badDescription(String)
        /// An answer without an offer.
        case unexpectedAnswer
    }
}
