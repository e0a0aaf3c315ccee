import Clinic
import HTTPTypes
import Logging
import NIOCore
import NIOHTTP1
import Signaling

/// The door of the signaling: who may open `/ws/video-call/{room}/`, and what serves it then.
struct WebSocketDoor: Sendable {
    static let subprotocol = "aorta.v1"
    /// In front of the token of a client that can set neither cookie nor query.
    static let tokenPrefix = "token."

    let configuration: FrontConfiguration
    let services: FrontServices
    let audit: RefusalAudit
    let logger: Logger
    let echo = ReportEcho()

    /// 401 where nothing was shown, 403 for everything else, whether the room exists or not.
    func verdict(on request: WebSocketRequest) async -> WebSocketVerdict {
        let origin = configuration.trustedProxies.origin(
            remote: request.connection.remoteAddress, isSecure: request.isSecure,
            forwardedFor: request.header("x-forwarded-for"),
            forwardedProto: request.header("x-forwarded-proto"))
        do {
            let visitor = try await VisitorMiddleware(
                configuration: configuration, services: services
            ).person(cookie: request.cookie(SessionCookie.name))
            // Behind one address stands a whole hospital: who has good credentials comes in.
            let isMuted =
                visitor == nil && audit.limit.isReached(by: origin.source, at: services.now())
            guard isOfOurs(request, isSecure: origin.isSecure) else {
                await refused("foreign_origin", visitor: visitor, source: origin.source)
                return .refuse(.forbidden)
            }
            if request.isForReport { return echo.verdict(source: origin.source) }
            guard let room = request.room else {
                await refused("unknown_room", visitor: visitor, source: origin.source)
                return .refuse(.forbidden)
            }
            let entry = try await services.consultations.authorise(
                room, with: request.credentials, signedIn: visitor, source: origin.source,
                host: request.header("host"), isAudited: !isMuted)
            switch entry {
            case .refused(let reason):
                if isMuted { return .refuse(.tooMany) }
                // Written by the consultations; counted here, so that it has an end.
                if visitor == nil {
                    audit.limit.note(origin.source, at: services.now())
                }
                return .refuse(reason == .noCredentials ? .notSignedIn : .forbidden)
            case .allowed(let pass): return accept(pass, request)
            }
        } catch {
            logger.error(
                "a WebSocket could not be authorised",
                metadata: ["error": .string(String(describing: type(of: error)))])
            return .refuse(.unavailable)
        }
    }

    private func accept(_ pass: EntryPass, _ request: WebSocketRequest) -> WebSocketVerdict {
        let isOffered = request.subprotocols.contains(Self.subprotocol)
        return .accept(subprotocol: isOffered ? Self.subprotocol : nil) { connection in
            await serve(connection, pass)
        }
    }

    /// Runs until the connection ends. Messages go in one after the other, and come out as fast
    /// as the client reads.
    private func serve(_ connection: WebSocketConnection, _ pass: EntryPass) async {
        let outbound = OutboundQueue()
        let session: SignalingSession?
        do {
            session = try await services.consultations.open(pass, outbound: outbound)
        } catch {
            return connection.close(.internalError)
        }
        guard let session else {
            let closure = ConnectionClosure(.callEnded)
            return connection.close(
                WebSocketClose(code: closure.code), reason: closure.reason)
        }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await Self.write(outbound, to: connection) }
            for await text in connection.messages { await session.receive(Array(text.utf8)) }
            await session.connectionClosed()
            await group.waitForAll()
        }
    }

    private static func write(
        _ outbound: OutboundQueue, to connection: WebSocketConnection
    ) async {
        while let item = await outbound.next() {
            switch item {
            case .message(let text):
                await connection.write(text)
            case .close(let closure):
                connection.close(WebSocketClose(code: closure.code), reason: closure.reason)
            }
        }
    }

    private func isOfOurs(_ request: WebSocketRequest, isSecure: Bool) -> Bool {
        guard let origin = request.header("origin") else { return true }
        return configuration.origins.accept(
            origin, host: request.header("host"), isSecure: isSecure)
    }

    private func refused(_ reason: String, visitor: Person?, source: String) async {
        await audit.append(
            AuditEvent(
                .accessRefused, in: visitor?.hospital, by: visitor?.id, source: source,
                detail: reason, at: services.now()))
    }
}

extension WebSocketRequest {
    /// The room of `/ws/video-call/{room}/`, if the path is that.
    var room: CallRoomID? {
        let path = head.uri.prefix { $0 != "?" }
        let parts = path.split(separator: "/")
        guard parts.count == 3, parts[0] == "ws", parts[1] == "video-call",
            UUIDText.isWellFormed(String(parts[2]))
        else { return nil }
        return CallRoomID(rawValue: parts[2].lowercased())
    }

    /// Names offered in `Sec-WebSocket-Protocol`.
    var subprotocols: [String] {
        head.headers[canonicalForm: "sec-websocket-protocol"].map(String.init)
    }

    /// By cookie, query or subprotocol, whichever the client can set.
    var credentials: EntryCredentials {
        let query = FormBody.fields(of: head.uri.drop { $0 != "?" }.dropFirst())
        let offered = subprotocols.first { $0.hasPrefix(WebSocketDoor.tokenPrefix) }
        return EntryCredentials(
            session: cookie(CallCookie.name),
            token: query["token"]
                ?? offered.map { String($0.dropFirst(WebSocketDoor.tokenPrefix.count)) },
            resume: query["resume"])
    }

    /// The first cookie of this name (RFC 6265 §4.2).
    func cookie(_ name: String) -> String? {
        for header in head.headers["cookie"] {
            for pair in header.split(separator: ";") {
                let parts = pair.drop { $0 == " " }.split(
                    separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                if parts.count == 2, parts[0] == name { return String(parts[1]) }
            }
        }
        return nil
    }
}

extension WebSocketRefusal {
    private init(_ refusal: Refusal) {
        self.init(status: refusal.status.code, code: refusal.code, text: refusal.text)
    }

    static let forbidden = Self(Refusal.forbidden)
    static let notSignedIn = Self(Refusal.notSignedIn)
    static let unavailable = Self(Refusal.unavailable)
    static let tooMany = Self(Refusal.tooMany)
}
