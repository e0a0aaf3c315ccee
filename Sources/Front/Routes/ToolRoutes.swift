import Clinic
import HTTPTypes
import Hummingbird
import NIOCore
import Signaling

/// Encoders publish at `/whip/{room}/{name}` (RFC 9725) and players receive at `/whep/{room}/{name}`
/// (draft-ietf-wish-whep-03), each with a bearer token of `aorta token`.
///
/// Both are one protocol: POST an offer to the endpoint, then PATCH and DELETE the session that
/// `Location` names.
struct ToolRoutes: Sendable {
    let configuration: FrontConfiguration
    let rooms: ToolRooms
    let audit: RefusalAudit

    /// What a doorway is for, by its path.
    static let doorways: [(path: String, scope: ToolToken.Scope)] = [
        ("whip", .publish), ("whep", .subscribe),
    ]

    private static let endpointMethods = "OPTIONS, GET, HEAD, POST"
    private static let sessionMethods = "OPTIONS, GET, HEAD, PATCH, DELETE"

    func add(to router: Router<FrontContext>) {
        for (path, scope) in Self.doorways {
            let endpoint = router.group("/\(path)/:room/:name")
            endpoint.post { request, context in
                try await open(request, scope, at: path, context: context)
            }
            let session = router.group("/\(path)/:room/:name/:session")
            session.patch { request, context in
                try await change(request, scope, context: context)
            }
            session.delete { request, context in
                try await end(request, scope, context: context)
            }
            addRest(to: endpoint, allowing: Self.endpointMethods, refused: [.put, .patch, .delete])
            addRest(to: session, allowing: Self.sessionMethods, refused: [.put, .post])
        }
    }

    /// GET shows nothing (RFC 9725 §4.1), OPTIONS what there is, and the rest is not allowed.
    private func addRest(
        to group: RouterGroup<FrontContext>, allowing methods: String,
        refused: [HTTPRequest.Method]
    ) {
        group.get { _, _ in Response(status: .noContent) }
        group.on("", method: .options) { _, _ in
            Response(
                status: .ok,
                headers: [.allow: methods, .acceptPost: ToolMedia.sdp.rawValue])
        }
        for method in refused {
            group.on("", method: method) { _, _ in
                Response(status: .methodNotAllowed, headers: [.allow: methods])
            }
        }
    }

    // MARK: Endpoints

    private func open(
        _ request: Request, _ scope: ToolToken.Scope, at path: String, context: FrontContext
    ) async throws -> Response {
        let (pass, room, name) = try await enter(request, scope, context: context)
        guard ToolMedia(request) == .sdp else { throw Refusal.wantsType(.sdp) }
        guard request.acceptsSDP else { throw Refusal.sendsSDP }
        let offer = try await request.text(upTo: configuration.limits.bodyBytes)
        guard offer.hasPrefix("v=0") else { throw Refusal.badRequest("The body is no SDP.") }
        let wish = ToolRequest(
            pass: pass, room: room, name: name, offer: offer, host: request.head.authority,
            source: source(of: request, context))
        let answer: ToolAnswer
        do throws(ToolRefusal) {
            answer = try await scope == .publish ? rooms.publish(wish) : rooms.play(wish)
        } catch {
            throw Refusal(error)
        }
        var response = Response(
            status: .created,
            headers: [
                .contentType: ToolMedia.sdp.rawValue,
                .location: "/\(path)/\(room)/\(name)/\(answer.session)",
                .eTag: answer.entityTag, .acceptPatch: ToolMedia.fragment.rawValue,
            ],
            body: .init(byteBuffer: ByteBuffer(string: answer.answer)))
        for link in answer.iceServers.flatMap(\.links) {
            response.headers.append(HTTPField(name: .link, value: link))
        }
        return response
    }

    // MARK: Sessions

    private func change(
        _ request: Request, _ scope: ToolToken.Scope, context: FrontContext
    ) async throws -> Response {
        let session = try await session(request, scope, context: context)
        guard ToolMedia(request) == .fragment else { throw Refusal.wantsType(.fragment) }
        let fragment = try await request.text(upTo: configuration.limits.bodyBytes)
        let update: ICEUpdate
        do throws(ToolRefusal) {
            update = try await rooms.updateICE(
                of: session, fragment: fragment, condition: request.headers[.ifMatch])
        } catch {
            throw Refusal(error)
        }
        switch update {
        case .noted:
            return Response(status: .noContent)
        case .restarted(let fragment, let entityTag):
            return Response(
                status: .ok,
                headers: [.contentType: ToolMedia.fragment.rawValue, .eTag: entityTag],
                body: .init(byteBuffer: ByteBuffer(string: fragment)))
        }
    }

    private func end(
        _ request: Request, _ scope: ToolToken.Scope, context: FrontContext
    ) async throws -> Response {
        let session = try await session(request, scope, context: context)
        do throws(ToolRefusal) {
            try await rooms.end(session)
        } catch {
            throw Refusal(error)
        }
        return Response(status: .ok)
    }

    private func session(
        _ request: Request, _ scope: ToolToken.Scope, context: FrontContext
    ) async throws -> ToolSessionPath {
        let (_, room, name) = try await enter(request, scope, context: context)
        let id = String(context.parameters.get("session") ?? "")
        return ToolSessionPath(
            scope: scope, room: room, name: name, session: ToolSessionID(rawValue: id))
    }

    // MARK: The door

    private func enter(
        _ request: Request, _ scope: ToolToken.Scope, context: FrontContext
    ) async throws -> (ToolPass, ToolRoomName, ToolRoomName) {
        do throws(ToolRefusal) {
            let room = String(context.parameters.get("room") ?? "")
            let (pass, roomName) = try rooms.enter(request.bearer, for: scope, in: room)
            guard let name = ToolRoomName(String(context.parameters.get("name") ?? ""))
            else { throw .badName }
            return (pass, roomName, name)
        } catch {
            if let detail = error.auditDetail {
                await audit.append(
                    AuditEvent(
                        .toolRefused, in: nil, source: source(of: request, context),
                        detail: detail, at: audit.services.now()))
            }
            throw Refusal(error)
        }
    }

    private func source(of request: Request, _ context: FrontContext) -> String {
        configuration.trustedProxies.origin(
            remote: context.connection.remoteAddress, isSecure: request.head.scheme == "https",
            forwardedFor: request.headers[.xForwardedFor],
            forwardedProto: request.headers[.xForwardedProto]
        ).source
    }
}

/// The types of bodies that tools send.
enum ToolMedia: String {
    case sdp = "application/sdp"
    case fragment = "application/trickle-ice-sdpfrag"

    /// Of a request; `nil` for any other.
    init?(_ request: Request) {
        let type = request.headers[.contentType]?.prefix { $0 != ";" && $0 != " " }.lowercased()
        self.init(rawValue: type ?? "")
    }
}
