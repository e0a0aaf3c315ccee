import Clinic
import Engine
import Logging
import SFU
import Signaling

/// The media engine, seen from consultations: their identifiers on one side, the engine's on the
/// other, and both of the engine's streams of events told as one a room.
actor EngineMediaPlane: OneWayMedia {
    private let engine: MediaEngine
    private let access: TURNAccess?
    private let vault: RecordingVault?
    private let logger = Logger(label: "aorta.media")
    private var rooms: [RoomID: OpenRoom] = [:]
    private let pumps: AsyncStream<Pump>
    private let newPumps: AsyncStream<Pump>.Continuation

    /// Events of a room that wait for its consultation; the newest are kept.
    private static let eventLimit = 1_024

    private struct OpenRoom {
        let events: AsyncStream<MediaPlaneEvent>.Continuation
        /// Endpoints that were told of our TURN server; `nil` once the room is closed.
        var endpointsWithAccess: Set<MediaEndpointID>? = []
        /// Recordings whose files are not all closed.
        var unfinished: Set<RecordingID> = []
        var isClosed = false
    }

    /// A room's events, to be passed on until they end.
    private struct Pump {
        let room: RoomID
        let events: AsyncStream<MediaEvent>
    }

    /// - Parameters:
    ///   - access: to our own TURN server; `nil` without one.
    ///   - vault: of the keys of recordings; `nil`: nothing is recorded.
    init(engine: MediaEngine, access: TURNAccess?, vault: RecordingVault?) {
        self.engine = engine
        self.access = access
        self.vault = vault
        (pumps, newPumps) = AsyncStream.makeStream(of: Pump.self)
    }

    /// Passes events on until the engine is shut down.
    func run() async {
        await withDiscardingTaskGroup { tasks in
            tasks.addTask {
                for await event in self.engine.recordingEvents { await self.pass(event) }
                self.newPumps.finish()
            }
            for await pump in pumps {
                tasks.addTask {
                    for await event in pump.events { await self.pass(event) }
                    await self.mediaEnded(in: pump.room)
                }
            }
        }
    }

    // MARK: Events

    private func pass(_ event: MediaEvent) {
        guard let told = MediaPlaneEvent(event.kind) else { return }
        rooms[event.room]?.events.yield(told)
    }

    private func pass(_ event: RecordingEvent) {
        switch event {
        case .opened(let file):
            rooms[file.room]?.events.yield(
                .recordingOpened(MediaEndpointID(file.endpoint), path: file.path))
        case .closed(let file): tellClosed(file)
        case .failed(let file, let code):
            logger.error(
                "a recording's file cannot be written",
                metadata: ["recording": "\(file.recording.rawValue)", "errno": "\(code)"])
            rooms[file.room]?.events.yield(
                .recordingInterrupted(MediaEndpointID(file.endpoint)))
        case .finished(let recording, let room):
            rooms[room]?.unfinished.remove(recording)
            finishIfDone(room)
        }
    }

    private func tellClosed(_ file: Engine.RecordedFile) {
        rooms[file.room]?.events.yield(
            .recordingClosed(
                MediaEndpointID(file.endpoint), path: file.path,
                contents: MediaFileContents(
                    byteCount: Int64(file.byteCount), duration: file.duration,
                    codecs: file.codecs.joined(separator: ","))))
    }

    private func mediaEnded(in room: RoomID) {
        rooms[room]?.isClosed = true
        finishIfDone(room)
    }

    private func finishIfDone(_ room: RoomID) {
        guard let state = rooms[room], state.isClosed, state.unfinished.isEmpty else { return }
        state.events.finish()
        rooms[room] = nil
    }

    // MARK: Rooms

    func openRoom(
        _ room: MediaRoomID
    ) async throws(MediaPlaneError) -> AsyncStream<MediaPlaneEvent> {
        let id = RoomID(room)
        guard rooms[id] == nil else { throw .unavailable }
        let (stream, events) = AsyncStream.makeStream(
            of: MediaPlaneEvent.self, bufferingPolicy: .bufferingNewest(Self.eventLimit))
        rooms[id] = OpenRoom(events: events)
        do {
            newPumps.yield(Pump(room: id, events: try await engine.openRoom(id)))
        } catch {
            rooms[id] = nil
            throw MediaPlaneError(error)
        }
        return stream
    }

    func closeRoom(_ room: MediaRoomID) async {
        for endpoint in rooms[RoomID(room)]?.endpointsWithAccess ?? [] {
            revokeAccess(of: endpoint, in: room)
        }
        rooms[RoomID(room)]?.endpointsWithAccess = nil
        _ = await engine.perform(.closeRoom(RoomID(room)))
    }

    func addEndpoint(
        _ endpoint: MediaEndpointID, to room: MediaRoomID, isAdmitted: Bool
    ) async throws(MediaPlaneError) {
        try await perform(
            .addEndpoint(EndpointID(endpoint), RoomID(room), isAdmitted: isAdmitted))
    }

    func removeEndpoint(_ endpoint: MediaEndpointID, from room: MediaRoomID) async {
        revokeAccess(of: endpoint, in: room)
        _ = await engine.perform(.removeEndpoint(EndpointID(endpoint), RoomID(room)))
    }

    func setAdmitted(
        _ endpoint: MediaEndpointID, in room: MediaRoomID, to isAdmitted: Bool
    ) async throws(MediaPlaneError) {
        try await perform(.setAdmitted(EndpointID(endpoint), RoomID(room), isAdmitted))
    }

    // MARK: TURN

    /// What TURN URLs a browser is given that calls this server by this `Host`.
    nonisolated func relayURLs(host: String?) -> [String] {
        access?.servers.urls(for: host) ?? []
    }

    func iceServers(
        for endpoint: MediaEndpointID, in room: MediaRoomID, host: String?
    ) -> [ICEServer] {
        guard let access, rooms[RoomID(room)]?.endpointsWithAccess != nil else { return [] }
        rooms[RoomID(room)]?.endpointsWithAccess?.insert(endpoint)
        return access.servers.servers(
            label: endpoint.rawValue, host: host, lifetime: access.lifetime, at: .now())
    }

    /// Its allocations end with it, and its credentials make no new ones.
    private func revokeAccess(of endpoint: MediaEndpointID, in room: MediaRoomID) {
        guard rooms[RoomID(room)]?.endpointsWithAccess?.remove(endpoint) != nil else { return }
        engine.revokeTURN(label: OwnICEServers.virtualLabel + endpoint.rawValue)
    }

    // MARK: Descriptions

    func publish(
        _ offer: String, sources: [String: TrackSource], by endpoint: MediaEndpointID,
        in room: MediaRoomID
    ) async throws(MediaPlaneError) -> String {
        try await answer(
            .publish(
                EndpointID(endpoint), RoomID(room), offer: offer,
                sources: sources.mapValues(MediaSource.init)))
    }

    func ingest(
        _ offer: String, by endpoint: MediaEndpointID, in room: MediaRoomID
    ) async throws(MediaPlaneError) -> String {
        try await answer(.ingest(EndpointID(endpoint), RoomID(room), offer: offer))
    }

    func play(
        _ publisher: MediaEndpointID, to endpoint: MediaEndpointID, offer: String,
        in room: MediaRoomID
    ) async throws(MediaPlaneError) -> String {
        try await answer(
            .play(
                EndpointID(endpoint), RoomID(room), publisher: EndpointID(publisher),
                offer: offer))
    }

    func updateICE(
        _ fragment: String, of endpoint: MediaEndpointID, in room: MediaRoomID
    ) async throws(MediaPlaneError) -> String? {
        let reply = await engine.perform(
            .updateICE(EndpointID(endpoint), RoomID(room), fragment: fragment))
        switch reply {
        case .answer(let answer): return answer
        case .done: return nil
        case .refused(let refusal): throw MediaPlaneError(refusal)
        }
    }

    private func answer(_ command: MediaCommand) async throws(MediaPlaneError) -> String {
        switch await engine.perform(command) {
        case .answer(let answer): return answer
        case .done: throw .unavailable
        case .refused(let refusal): throw MediaPlaneError(refusal)
        }
    }

    func acceptAnswer(
        _ answer: String, of endpoint: MediaEndpointID, in room: MediaRoomID
    ) async throws(MediaPlaneError) {
        try await perform(.subscribeAnswer(EndpointID(endpoint), RoomID(room), answer: answer))
    }

    func restartSubscription(
        of endpoint: MediaEndpointID, in room: MediaRoomID
    ) async throws(MediaPlaneError) {
        try await perform(.restartSubscription(EndpointID(endpoint), RoomID(room)))
    }

    func limitPictures(
        _ limits: [Signaling.PictureLimit], of endpoint: MediaEndpointID, in room: MediaRoomID
    ) async {
        _ = await engine.perform(
            .limitPictures(
                EndpointID(endpoint), RoomID(room),
                limits.map {
                    SFU.PictureLimit(
                        publisher: EndpointID($0.publisher), source: MediaSource($0.source),
                        pixelCount: $0.pixelCount)
                }))
    }

    // MARK: Recording

    func startRecording(
        _ recording: MediaRecordingID, in room: MediaRoomID
    ) async throws(MediaPlaneError) {
        guard let vault else { throw .unavailable }
        let id = RecordingID(rawValue: recording.rawValue)
        do {
            let key = try await vault.makeKey(of: CallRecordingID(rawValue: recording.rawValue))
            engine.setKey(key, of: id)
        } catch {
            logger.error("a recording gets no key", metadata: ["reason": "\(error)"])
            throw .unavailable
        }
        rooms[RoomID(room)]?.unfinished.insert(id)
        do {
            try await perform(.startRecording(id, RoomID(room)))
        } catch {
            rooms[RoomID(room)]?.unfinished.remove(id)
            engine.setKey(nil, of: id)
            throw error
        }
    }

    func stopRecording(in room: MediaRoomID) async {
        _ = await engine.perform(.stopRecording(RoomID(room)))
    }

    func grantRecording(
        _ endpoint: MediaEndpointID, in room: MediaRoomID
    ) async throws(MediaPlaneError) {
        try await perform(.grantRecording(EndpointID(endpoint), RoomID(room)))
    }

    func revokeRecording(_ endpoint: MediaEndpointID, in room: MediaRoomID) async {
        _ = await engine.perform(.revokeRecording(EndpointID(endpoint), RoomID(room)))
    }

    private func perform(_ command: MediaCommand) async throws(MediaPlaneError) {
        if case .refused(let refusal) = await engine.perform(command) {
            throw MediaPlaneError(refusal)
        }
    }
}
