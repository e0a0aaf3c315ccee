import Signaling

/// Stands in for the media engine until it is there: rooms open, media is refused.
struct StandInMediaPlane: MediaPlane {
    func openRoom(
        _ room: MediaRoomID
    ) async throws(MediaPlaneError) -> AsyncStream<MediaPlaneEvent> {
        AsyncStream { $0.finish() }
    }
    func closeRoom(_ room: MediaRoomID) async {}
    func addEndpoint(
        _ endpoint: MediaEndpointID, to room: MediaRoomID, isAdmitted: Bool
    ) async throws(MediaPlaneError) {}
    func removeEndpoint(_ endpoint: MediaEndpointID, from room: MediaRoomID) async {}
    func setAdmitted(
        _ endpoint: MediaEndpointID, in room: MediaRoomID, to isAdmitted: Bool
    ) async throws(MediaPlaneError) {}
    func publish(
        _ offer: String, sources: [String: TrackSource], by endpoint: MediaEndpointID,
        in room: MediaRoomID
    ) async throws(MediaPlaneError) -> String { throw .unavailable }
    func acceptAnswer(
        _ answer: String, of endpoint: MediaEndpointID, in room: MediaRoomID
    ) async throws(MediaPlaneError) {}
    func restartSubscription(
        of endpoint: MediaEndpointID, in room: MediaRoomID
    ) async throws(MediaPlaneError) {}
    func startRecording(
        _ recording: MediaRecordingID, in room: MediaRoomID
    ) async throws(MediaPlaneError) { throw .unavailable }
    func stopRecording(in room: MediaRoomID) async {}
    func grantRecording(
        _ endpoint: MediaEndpointID, in room: MediaRoomID
    ) async throws(MediaPlaneError) {}
    func revokeRecording(_ endpoint: MediaEndpointID, in room: MediaRoomID) async {}
}
