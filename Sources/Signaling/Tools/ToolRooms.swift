import Clinic
import Logging

/// Rooms that no appointment stands behind: encoders publish into them by WHIP (RFC 9725), players
/// receive by WHEP (draft-ietf-wish-whep), and nobody else is ever there.
///
/// A room begins with its first publisher and ends with its last session. A session ends when it
/// is asked to, when its token does, after ``ToolLimits/silence``, and a player's with its
/// publisher. No store is on the way of a join.
package actor ToolRooms {
    let media: any OneWayMedia
    let clock: any ConsultationClock
    let limits: ToolLimits
    let log: Logger
    private let keys: @Sendable () -> ToolTokenKey?
    let accesses: AccessLog

    var rooms: [ToolRoomName: ToolRoom] = [:]
    var sessions: [ToolSessionID: ToolSession] = [:]
    private var endpoints: [MediaEndpointID: ToolSessionID] = [:]
    private var joins: RateLimit
    private var isClosing = false
    private let opened: AsyncStream<AsyncStream<MediaPlaneEvent>>
    private let openedRooms: AsyncStream<AsyncStream<MediaPlaneEvent>>.Continuation

    struct ToolRoom {
        let media = MediaRoomID.random()
        /// Whether the media plane has opened it.
        let opening: Task<Bool, Never>
        var publishers: [ToolRoomName: ToolSessionID] = [:]
        /// Sessions, those included that are just beginning.
        var occupants = 0

        init(_ open: @escaping @Sendable (MediaRoomID) async -> Bool) {
            let media = media
            opening = Task { await open(media) }
        }
    }

    /// - Parameters:
    ///   - keys: the key that signs tokens now; `nil` where there is none: nobody is let in.
    ///   - audit: learns of tokens that are used.
    package init(
        media: any OneWayMedia, audit: any AuditLog,
        clock: any ConsultationClock = SystemConsultationClock(),
        limits: ToolLimits = ToolLimits(), log: Logger = Logger(label: "aorta.tools"),
        keys: @escaping @Sendable () -> ToolTokenKey?
    ) {
        self.media = media
        self.clock = clock
        self.limits = limits
        self.log = log
        self.keys = keys
        accesses = AccessLog(audit, log: log)
        joins = RateLimit(
            now: clock.elapsed(), perSecond: limits.joinsPerSecond, burst: limits.joinsAtOnce)
        (opened, openedRooms) = AsyncStream.makeStream()
    }

    // MARK: Tokens

    /// Whether who bears this token may do this here.
    ///
    /// - Parameters:
    ///   - bearer: the text of a ``ToolToken``; `nil` where none was presented.
    ///   - room: as the URL has it.
    package nonisolated func enter(
        _ bearer: String?, for scope: ToolToken.Scope, in room: String
    ) throws(ToolRefusal) -> (ToolPass, ToolRoomName) {
        guard let bearer, let key = keys(), let token = key.token(from: bearer)
        else { throw .noToken }
        guard clock.wallTime() < token.expiresAt else { throw .tokenExpired }
        guard let name = ToolRoomName(room) else {
            throw UUIDText.isWellFormed(room) ? .consultation : .badName
        }
        guard token.allows(scope, in: name) else { throw .notAllowed }
        return (ToolPass(token: token, key: key), name)
    }

    // MARK: Sessions

    /// Begins to publish under a name of the room.
    package func publish(_ request: ToolRequest) async throws(ToolRefusal) -> ToolAnswer {
        if let holder = publisher(request) {
            guard holder.isAbandoned else { throw .nameTaken }
            await end(holder.id)
            guard publisher(request) == nil else { throw .nameTaken }
        }
        try checkLimits(of: request.room)
        let session = ToolSession(.publish, request, at: clock.elapsed(), limits: limits)
        let room = room(request.room)
        rooms[request.room]?.publishers[request.name] = session.id
        return try await begin(session, in: room, request) { media in
            try await media.ingest(request.offer, by: session.endpoint, in: room.media)
        }
    }

    /// Begins to receive what is published under a name of the room.
    package func play(_ request: ToolRequest) async throws(ToolRefusal) -> ToolAnswer {
        guard let room = rooms[request.room], let publisher = publisher(request),
            publisher.isOffered
        else { throw .notPublished }
        try checkLimits(of: request.room)
        let session = ToolSession(.subscribe, request, at: clock.elapsed(), limits: limits)
        sessions[publisher.id]?.players.insert(session.id)
        return try await begin(session, in: room, request) { media in
            try await media.play(
                publisher.endpoint, to: session.endpoint, offer: request.offer, in: room.media)
        }
    }

    private func begin(
        _ session: ToolSession, in room: ToolRoom, _ request: ToolRequest,
        _ negotiate: (any OneWayMedia) async throws -> String
    ) async throws(ToolRefusal) -> ToolAnswer {
        sessions[session.id] = session
        endpoints[session.endpoint] = session.id
        rooms[session.room]?.occupants += 1
        do {
            guard await room.opening.value else { throw ToolRefusal.unavailable }
            let answer = try await negotiate(media)
            guard sessions[session.id] != nil else {  // Its publisher or the server has ended.
                await media.removeEndpoint(session.endpoint, from: room.media)
                throw ToolRefusal.unavailable
            }
            sessions[session.id]?.isOffered = true
            accesses.note(request, session.scope, at: clock.wallTime())
            let servers = await media.iceServers(
                for: session.endpoint, in: room.media, host: request.host)
            return ToolAnswer(
                session: session.id, answer: answer, entityTag: session.entityTag,
                iceServers: servers.filter { !$0.isForRelayOnly })
        } catch {
            await end(session.id)
            switch error {
            case let error as MediaPlaneError: throw ToolRefusal(error)
            case let refusal as ToolRefusal: throw refusal
            default: throw .unavailable
            }
        }
    }

    private func publisher(_ request: ToolRequest) -> ToolSession? {
        rooms[request.room]?.publishers[request.name].flatMap { sessions[$0] }
    }

    private func checkLimits(of room: ToolRoomName) throws(ToolRefusal) {
        guard !isClosing else { throw .unavailable }
        let occupants = rooms[room]?.occupants ?? 0
        guard sessions.count < limits.sessions, occupants < limits.sessionsPerRoom,
            rooms[room] != nil || rooms.count < limits.rooms
        else { throw .full }
        guard joins.take(now: clock.elapsed()) else { throw .tooFast }
    }

    // MARK: Rooms

    /// The room of this name; a new one is open when its task says so.
    private func room(_ name: ToolRoomName) -> ToolRoom {
        if let room = rooms[name] { return room }
        let (media, openedRooms, log) = (media, openedRooms, log)
        let room = ToolRoom { id in
            do throws(MediaPlaneError) {
                openedRooms.yield(try await media.openRoom(id))
                return true
            } catch {
                log.error(
                    "the media plane opened no room", metadata: [LogKey.error: "\(error)"])
                return false
            }
        }
        rooms[name] = room
        log.debug("tool room opened", metadata: [LogKey.room: "\(room.media)"])
        return room
    }

    /// Ends a session, those that play it, and a room that is empty then.
    func end(_ id: ToolSessionID) async {
        guard let session = sessions[id] else { return }
        let ending = [session] + session.players.compactMap { sessions[$0] }
        for session in ending {
            sessions[session.id] = nil
            endpoints[session.endpoint] = nil
            rooms[session.room]?.occupants -= 1
        }
        if session.scope == .publish {
            rooms[session.room]?.publishers[session.name] = nil
        } else if let publisher = rooms[session.room]?.publishers[session.name] {
            sessions[publisher]?.players.remove(id)
        }
        guard let room = rooms[session.room] else { return }
        if room.occupants == 0 {
            rooms[session.room] = nil
            log.debug("tool room closed", metadata: [LogKey.room: "\(room.media)"])
            _ = await room.opening.value
            await media.closeRoom(room.media)
        } else {
            for session in ending {
                await media.removeEndpoint(session.endpoint, from: room.media)
            }
        }
    }

    // MARK: Time

    /// Carries the media plane's events and ends what is over, until ``closeAll()`` and the end of
    /// the media plane, or the task is cancelled.
    package func run() async {
        async let _: Void = tick()  // Cancelled when this returns.
        async let _: Void = accesses.run()
        await withDiscardingTaskGroup { group in
            for await events in opened {
                group.addTask { for await event in events { await self.handle(event) } }
            }
        }
        accesses.finish()
    }

    private func tick() async {
        while !Task.isCancelled {
            await advance()
            try? await Task.sleep(for: .seconds(1))
        }
    }

    /// Ends the sessions whose time has come; ``run()`` calls it each second.
    package func advance() async {
        let (now, elapsed, key) = (clock.wallTime(), clock.elapsed(), keys())
        let over = sessions.values.filter { session in
            session.expiresAt <= now || session.key != key || session.state == .gone
                || session.state == .new && elapsed - session.beganAt >= limits.silence
        }
        for session in over { await end(session.id) }
    }

    func handle(_ event: MediaPlaneEvent) async {
        guard case .connection(let endpoint, let state) = event, let id = endpoints[endpoint]
        else { return }
        sessions[id]?.state = state
        if state == .gone { await end(id) }
    }

    /// Ends every session, and lets nobody in any more.
    package func closeAll() async {
        isClosing = true
        for id in sessions.keys { await end(id) }
        openedRooms.finish()
    }

    // MARK: Figures

    /// Rooms, publishers and players there are now, for the metrics.
    package var count: (rooms: Int, publishers: Int, players: Int) {
        let publishers = sessions.values.count { $0.scope == .publish }
        return (rooms.count, publishers, sessions.count - publishers)
    }
}
