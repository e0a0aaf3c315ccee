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
            let isOfOurs = self.isOfOurs(request, isSecure: origin.isSecure)
            if isOfOurs, request.isForReport { return echo.verdict(source: origin.source) }
            let pass = try await SignalingDoor(services: services, audit: audit).enter(
                SignalingDoor.Approach(
                    room: request.room, credentials: request.credentials, visitor: visitor,
                    source: origin.source, host: request.header("host"),
                    isOfOurs: isOfOurs))
            return try accept(pass, request)
        } catch let refusal as Refusal {
            return .refuse(WebSocketRefusal(refusal))
        } catch {
            logger.error(
                "a WebSocket could not be authorised",
                metadata: ["error": .string(String(describing: type(of: error)))])
            return .refuse(.unavailable)
        }
    }

    private func accept(
        _ pass: EntryPass, _ request: WebSocketRequest
    ) throws -> WebSocketVerdict {
        let isOffered = request.subprotocols.contains(Self.subprotocol)
        let service = WebSocketService(consultations: services.consultations, pass: pass)
        let session = request.session
        guard session.map(ConsultationDirectory.isSessionName) ?? true else {
            throw Refusal.badRequest("A session's name has at most 64 letters and digits.")
        }
        return .accept(subprotocol: isOffered ? Self.subprotocol : nil) { connection in
            if let session {
                await service.serve(connection, session: session)
            } else {
                await service.serve(connection)
            }
        }
    }

    private func isOfOurs(_ request: WebSocketRequest, isSecure: Bool) -> Bool {
        guard let origin = request.header("origin") else { return true }
        return configuration.origins.accept(
            origin, host: request.header("host"), isSecure: isSecure)
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

    /// What the client calls the session that this carries; `nil` where it is one by itself.
    var session: String? {
        FormBody.fields(of: head.uri.drop { $0 != "?" }.dropFirst())["session"]
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
    init(_ refusal: Refusal) {
        self.init(status: refusal.status.code, code: refusal.code, text: refusal.text)
    }

    static let forbidden = Self(Refusal.forbidden)
    static let unavailable = Self(Refusal.unavailable)
}
