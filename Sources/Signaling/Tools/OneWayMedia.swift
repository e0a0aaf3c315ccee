/// A media plane with endpoints that say once what they send or receive, by an offer of their own:
/// what tools need, and no browser of ours.
///
/// Nothing that is offered so can be recorded: a recording needs the grant of its participant, and
/// a tool is none.
package protocol OneWayMedia: MediaPlane {
    /// Adds an endpoint that only sends what it offers.
    ///
    /// - Returns: the SDP answer. What is thrown has added nothing.
    func ingest(
        _ offer: String, by endpoint: MediaEndpointID, in room: MediaRoomID
    ) async throws(MediaPlaneError) -> String
    /// Adds an endpoint that only receives what `publisher` sends now.
    ///
    /// - Returns: the SDP answer. What is thrown has added nothing.
    func play(
        _ publisher: MediaEndpointID, to endpoint: MediaEndpointID, offer: String,
        in room: MediaRoomID
    ) async throws(MediaPlaneError) -> String
    /// Takes what such an endpoint says of its ICE (RFC 8840).
    ///
    /// - Returns: the answer to a restart; `nil` where there are only more candidates.
    func updateICE(
        _ fragment: String, of endpoint: MediaEndpointID, in room: MediaRoomID
    ) async throws(MediaPlaneError) -> String?
}
