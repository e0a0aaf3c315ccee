/// What forwards and records the media of consultations, seen from here.
///
/// It knows rooms and endpoints, never people. Every call returns when the plane has done it: after
/// ``setAdmitted(_:in:to:)`` with `false` and after ``revokeRecording(_:in:)`` not one packet more is
/// forwarded or written. Calls about something that is gone do nothing and do not fail, except
/// where an answer is needed.
package protocol MediaPlane: Sendable {
    /// Makes an empty room.
    ///
    /// - Returns: all that happens in it, in order. The stream ends some time after ``closeRoom(_:)``,
    ///   behind the last ``MediaPlaneEvent/recordingClosed(_:path:contents:)``.
    func openRoom(
        _ room: MediaRoomID
    ) async throws(MediaPlaneError) -> AsyncStream<MediaPlaneEvent>
    /// Stops everything in the room and closes its recordings' files.
    func closeRoom(_ room: MediaRoomID) async

    /// Makes an endpoint with no media yet. Until it is admitted nothing of it is forwarded or
    /// recorded, and nothing reaches it.
    func addEndpoint(
        _ endpoint: MediaEndpointID, to room: MediaRoomID, isAdmitted: Bool
    ) async throws(MediaPlaneError)
    /// Its grant to be recorded ends with it, and what ``iceServers(for:in:host:)`` gave it.
    func removeEndpoint(_ endpoint: MediaEndpointID, from room: MediaRoomID) async
    func setAdmitted(
        _ endpoint: MediaEndpointID, in room: MediaRoomID, to isAdmitted: Bool
    ) async throws(MediaPlaneError)

    /// The media plane's own STUN and TURN servers, with credentials of this endpoint alone.
    ///
    /// - Parameter host: what the endpoint's browser calls the server: its `Host`, as it came.
    func iceServers(
        for endpoint: MediaEndpointID, in room: MediaRoomID, host: String?
    ) async -> [ICEServer]

    /// Takes an endpoint's offer of what it sends; a new ufrag in it restarts ICE.
    ///
    /// - Parameter sources: of the sections that send, by mid.
    /// - Returns: the SDP answer.
    func publish(
        _ offer: String, sources: [String: TrackSource], by endpoint: MediaEndpointID,
        in room: MediaRoomID
    ) async throws(MediaPlaneError) -> String
    /// Takes an endpoint's answer to the latest ``MediaPlaneEvent/subscribeOffer(_:sdp:tracks:)``.
    func acceptAnswer(
        _ answer: String, of endpoint: MediaEndpointID, in room: MediaRoomID
    ) async throws(MediaPlaneError)
    /// Makes a subscribe offer with new ICE credentials.
    func restartSubscription(
        of endpoint: MediaEndpointID, in room: MediaRoomID
    ) async throws(MediaPlaneError)

    /// Forwards no larger layer of these pictures than is shown, and all of the others; instead of
    /// what was said before.
    func limitPictures(
        _ limits: [PictureLimit], of endpoint: MediaEndpointID, in room: MediaRoomID
    ) async

    /// Opens a recording in which nobody may be written yet.
    func startRecording(
        _ recording: MediaRecordingID, in room: MediaRoomID
    ) async throws(MediaPlaneError)
    /// Revokes all grants and closes the files.
    func stopRecording(in room: MediaRoomID) async
    /// From now on the endpoint's media may be written.
    func grantRecording(
        _ endpoint: MediaEndpointID, in room: MediaRoomID
    ) async throws(MediaPlaneError)
    /// From now on no packet of the endpoint is written.
    func revokeRecording(_ endpoint: MediaEndpointID, in room: MediaRoomID) async
}
