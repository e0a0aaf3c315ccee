import Signaling
import Synchronization

/// A media plane that answers every offer that says `good` and keeps count of its rooms.
final class RecordingMedia: OneWayMedia {
    private let open = Mutex<Set<MediaRoomID>>([])

    var openRooms: Int { open.withLock { $0.count } }

    func openRoom(
        _ room: MediaRoomID
    ) async throws(MediaPlaneError) -> AsyncStream<MediaPlaneEvent> {
        open.withLock { _ = $0.insert(room) }
        return AsyncStream { $0.finish() }
    }
    func closeRoom(_ room: MediaRoomID) async { open.withLock { _ = $0.remove(room) } }
    func addEndpoint(
        _ endpoint: MediaEndpointID, to room: MediaRoomID, isAdmitted: Bool
    ) async throws(MediaPlaneError) {}
    func removeEndpoint(_ endpoint: MediaEndpointID, from room: MediaRoomID) async {}
    func setAdmitted(
        _ endpoint: MediaEndpointID, in room: MediaRoomID, to isAdmitted: Bool
    ) async throws(MediaPlaneError) {}
    func iceServers(
        for endpoint: MediaEndpointID, in room: MediaRoomID, host: String?
    ) async -> [ICEServer] {
        [ICEServer(urls: ["turn:here"], username: "for \(host ?? "")", credential: "x")]
    }
    func publish(
        _ offer: String, sources: [String: TrackSource], by endpoint: MediaEndpointID,
        in room: MediaRoomID
    ) async throws(MediaPlaneError) -> String {
        guard offer == "good" else { throw .badDescription("no offer") }
        return "answer"
    }
    func ingest(
        _ offer: String, by endpoint: MediaEndpointID, in room: MediaRoomID
    ) async throws(MediaPlaneError) -> String {
        guard offer.contains("good") else { throw .badDescription("no offer") }
        return "answer"
    }
    func play(
        _ publisher: MediaEndpointID, to endpoint: MediaEndpointID, offer: String,
        in room: MediaRoomID
    ) async throws(MediaPlaneError) -> String {
        try await ingest(offer, by: endpoint, in: room)
    }
    func updateICE(
        _ fragment: String, of endpoint: MediaEndpointID, in room: MediaRoomID
    ) async throws(MediaPlaneError) -> String? {
        guard fragment != "bad" else { throw .badDescription("no fragment") }
        return fragment == "restart" ? "restarted" : nil
    }
    func acceptAnswer(
        _ answer: String, of endpoint: MediaEndpointID, in room: MediaRoomID
    ) async throws(MediaPlaneError) {}
    func restartSubscription(
        of endpoint: MediaEndpointID, in room: MediaRoomID
    ) async throws(MediaPlaneError) {}
    func limitPictures(
        _ limits: [PictureLimit], of endpoint: MediaEndpointID, in room: MediaRoomID
    ) async {}
    func startRecording(
        _ recording: MediaRecordingID, in room: MediaRoomID
    ) async throws(MediaPlaneError) {}
    func stopRecording(in room: MediaRoomID) async {}
    func grantRecording(
        _ endpoint: MediaEndpointID, in room: MediaRoomID
    ) async throws(MediaPlaneError) {}
    func revokeRecording(_ endpoint: MediaEndpointID, in room: MediaRoomID) async {}
}
