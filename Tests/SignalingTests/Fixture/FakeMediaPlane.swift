import Clinic
import Signaling
import Synchronization

/// Notes what it is asked, and who may be forwarded and written.
final class FakeMediaPlane: OneWayMedia {
    private struct State {
        var events: [MediaRoomID: AsyncStream<MediaPlaneEvent>.Continuation] = [:]
        var admitted: Set<MediaEndpointID> = []
        var present: Set<MediaEndpointID> = []
        var granted: Set<MediaEndpointID> = []
        var isRecording = false
        var failing: Set<String> = []
        var latest: MediaEndpointID?
    }

    private let state = Mutex(State())
    private let journal: Journal

    init(_ journal: Journal) {
        self.journal = journal
    }

    var admitted: Set<MediaEndpointID> { state.withLock { $0.admitted } }
    var present: Set<MediaEndpointID> { state.withLock { $0.present } }
    var granted: Set<MediaEndpointID> { state.withLock { $0.granted } }
    var isRecording: Bool { state.withLock { $0.isRecording } }
    /// The one-way endpoint that came last.
    var latest: MediaEndpointID? { state.withLock { $0.latest } }
    var openRooms: Int { state.withLock { $0.events.count } }

    /// Lets calls whose names are given fail from now on.
    func fail(_ names: String...) { state.withLock { $0.failing = Set(names) } }

    func emit(_ event: MediaPlaneEvent) {
        let all = state.withLock { Array($0.events.values) }
        for continuation in all { continuation.yield(event) }
    }

    private func note(_ name: String, _ endpoint: MediaEndpointID? = nil) throws(MediaPlaneError) {
        journal.note("media \(name)")
        guard state.withLock({ !$0.failing.contains(name) }) else { throw .unavailable }
    }

    func openRoom(
        _ room: MediaRoomID
    ) async throws(MediaPlaneError) -> AsyncStream<MediaPlaneEvent> {
        try note("open")
        let (stream, continuation) = AsyncStream<MediaPlaneEvent>.makeStream()
        state.withLock { $0.events[room] = continuation }
        return stream
    }

    func closeRoom(_ room: MediaRoomID) async {
        journal.note("media close")
        state.withLock { state in
            state.granted = []
            state.admitted = []
            state.present = []
            state.isRecording = false
            return state.events.removeValue(forKey: room)
        }?.finish()
    }

    func addEndpoint(
        _ endpoint: MediaEndpointID, to room: MediaRoomID, isAdmitted: Bool
    ) async throws(MediaPlaneError) {
        try note("add")
        state.withLock { state in
            state.present.insert(endpoint)
            if isAdmitted { state.admitted.insert(endpoint) }
        }
    }

    func iceServers(
        for endpoint: MediaEndpointID, in room: MediaRoomID, host: String?
    ) async -> [ICEServer] {
        [
            ICEServer(
                urls: ["turn:\(host ?? "nowhere")"],
                username: "\(endpoint.rawValue)", credential: "password")
        ]
    }

    func removeEndpoint(_ endpoint: MediaEndpointID, from room: MediaRoomID) async {
        journal.note("media remove")
        state.withLock { state in
            state.present.remove(endpoint)
            state.admitted.remove(endpoint)
            state.granted.remove(endpoint)
        }
    }

    func setAdmitted(
        _ endpoint: MediaEndpointID, in room: MediaRoomID, to isAdmitted: Bool
    ) async throws(MediaPlaneError) {
        try note("admit")
        state.withLock { state in
            if isAdmitted {
                state.admitted.insert(endpoint)
            } else {
                state.admitted.remove(endpoint)
            }
        }
    }

    func publish(
        _ offer: String, sources: [String: TrackSource], by endpoint: MediaEndpointID,
        in room: MediaRoomID
    ) async throws(MediaPlaneError) -> String {
        try note("publish")
        guard offer != "bad" else { throw .badDescription("The first line is not v=0.") }
        return "answer to \(offer)"
    }

    func ingest(
        _ offer: String, by endpoint: MediaEndpointID, in room: MediaRoomID
    ) async throws(MediaPlaneError) -> String {
        try note("ingest")
        return try await begin(offer, endpoint)
    }

    func play(
        _ publisher: MediaEndpointID, to endpoint: MediaEndpointID, offer: String,
        in room: MediaRoomID
    ) async throws(MediaPlaneError) -> String {
        try note("play")
        guard present.contains(publisher) else { throw .unavailable }
        return try await begin(offer, endpoint)
    }

    private func begin(
        _ offer: String, _ endpoint: MediaEndpointID
    ) async throws(MediaPlaneError) -> String {
        guard offer != "bad" else { throw .badDescription("The first line is not v=0.") }
        state.withLock { state in
            state.present.insert(endpoint)
            state.latest = endpoint
        }
        return "answer to \(offer)"
    }

    func updateICE(
        _ fragment: String, of endpoint: MediaEndpointID, in room: MediaRoomID
    ) async throws(MediaPlaneError) -> String? {
        try note("ice")
        return fragment == "restart" ? "restarted" : nil
    }

    func acceptAnswer(
        _ answer: String, of endpoint: MediaEndpointID, in room: MediaRoomID
    ) async throws(MediaPlaneError) {
        try note("answer")
    }

    func restartSubscription(
        of endpoint: MediaEndpointID, in room: MediaRoomID
    ) async throws(MediaPlaneError) {
        try note("restart")
    }

    func limitPictures(
        _ limits: [PictureLimit], of endpoint: MediaEndpointID, in room: MediaRoomID
    ) async {
        let areas = limits.map { "\($0.source) \($0.pixelCount)" }
        journal.note("media view \(areas.joined(separator: ", "))")
    }

    func startRecording(
        _ recording: MediaRecordingID, in room: MediaRoomID
    ) async throws(MediaPlaneError) {
        try note("start-recording")
        state.withLock { $0.isRecording = true }
    }

    func stopRecording(in room: MediaRoomID) async {
        journal.note("media stop-recording")
        state.withLock { state in
            state.isRecording = false
            state.granted = []
        }
    }

    func grantRecording(
        _ endpoint: MediaEndpointID, in room: MediaRoomID
    ) async throws(MediaPlaneError) {
        try note("grant")
        state.withLock { _ = $0.granted.insert(endpoint) }
    }

    func revokeRecording(_ endpoint: MediaEndpointID, in room: MediaRoomID) async {
        journal.note("media revoke")
        state.withLock { _ = $0.granted.remove(endpoint) }
    }
}
