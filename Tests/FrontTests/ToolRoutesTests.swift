import Clinic
import Signaling
import Testing

@testable import Front

/// WHIP and WHEP at the door: RFC 9725 and draft-ietf-wish-whep-03 by their sections.
@Suite(.timeLimit(.minutes(1))) struct ToolRoutesTests {
    private static let sdp = "application/sdp"
    private static let fragment = "application/trickle-ice-sdpfrag"
    private static let offer = "v=0 good"

    private static func token(
        _ scopes: Set<ToolToken.Scope> = [.publish, .subscribe], in rooms: String = "studio"
    ) throws -> String {
        let key = try #require(ToolTokenKey(bytes: [UInt8](repeating: 3, count: 32)))
        let rooms = try #require(ToolRoomPattern(rooms))
        return key.text(
            of: .mint(scopes, in: rooms, at: TestServer.now(), lifetime: .seconds(3_600)))
    }

    private func run(
        origins: [String] = [], _ body: @Sendable (TestServer) async throws -> Void
    ) async throws {
        let media = RecordingMedia()
        try await TestServer.run(
            configure: { $0.origins = AllowedOrigins(origins) },
            toolRooms: { clinic in
                ToolRooms(media: media, audit: clinic.stores.audit) {
                    ToolTokenKey(bytes: [UInt8](repeating: 3, count: 32))
                }
            }, body)
    }

    private func send(
        _ method: String, _ path: String, to server: TestServer, token: String? = nil,
        type: String = sdp, headers: [String: String] = [:], body: String = offer
    ) async throws -> TestResponse {
        var browser = server.browser()
        let bearer = try token ?? Self.token()
        let own = ["Authorization": bearer.isEmpty ? "" : "Bearer \(bearer)", "Content-Type": type]
        return try await browser.send(
            method, path, headers: own.merging(headers) { _, new in new }, body: body)
    }

    @Test func `RFC 9725 §4.2: a POST makes a session, a DELETE ends it`() async throws {
        try await run { server in
            let made = try await send("POST", "/whip/studio/camera", to: server)
            let location = try #require(made.header("location"))
            #expect(made.status == 201)
            #expect(made.text == "answer")
            #expect(made.header("content-type") == Self.sdp)
            #expect(made.header("etag")?.hasPrefix("\"") == true)
            #expect(made.header("accept-patch") == Self.fragment)
            #expect(location.hasPrefix("/whip/studio/camera/"))

            #expect(try await send("DELETE", location, to: server, body: "").status == 200)
            #expect(try await send("DELETE", location, to: server, body: "").status == 404)
        }
    }

    @Test func `RFC 9725 §4.6: ICE servers come as links, with their credentials`() async throws {
        try await run { server in
            let made = try await send("POST", "/whip/studio/camera", to: server)
            #expect(
                made.header("link") == """
                    <turn:here>; rel="ice-server"; username="for 127.0.0.1:\(server.httpPort)"; \
                    credential="x"; credential-type="password"
                    """)
        }
    }

    @Test func `draft-ietf-wish-whep-03 §4.2.1: one POST is enough to receive`() async throws {
        try await run { server in
            let early = try await send("POST", "/whep/studio/camera", to: server)
            #expect(early.status == 404)
            #expect(early.errorCode == "not_published")
            #expect(early.header("retry-after") == "1")

            _ = try await send("POST", "/whip/studio/camera", to: server)
            let made = try await send("POST", "/whep/studio/camera", to: server)
            #expect(made.status == 201)
            #expect(made.text == "answer")
            let location = try #require(made.header("location"))
            #expect(location.hasPrefix("/whep/studio/camera/"))

            // The session's URL is not another doorway's.
            let other = location.replacing("whep", with: "whip")
            #expect(try await send("DELETE", other, to: server, body: "").status == 404)
            #expect(try await send("DELETE", location, to: server, body: "").status == 200)
        }
    }

    @Test func `RFC 9725 §4.3: candidates, restarts and conditions`() async throws {
        try await run { server in
            let made = try await send("POST", "/whip/studio/camera", to: server)
            let location = try #require(made.header("location"))
            let tag = try #require(made.header("etag"))
            func patch(_ body: String, _ condition: String) async throws -> TestResponse {
                try await send(
                    "PATCH", location, to: server, type: Self.fragment,
                    headers: ["If-Match": condition], body: body)
            }
            let noted = try await patch("candidates", tag)
            #expect(noted.status == 204)
            #expect(noted.header("etag") == nil)
            #expect(try await patch("candidates", "").status == 428)
            #expect(try await patch("candidates", "\"x\"").status == 412)
            #expect(try await patch("bad", tag).status == 422)
            let otherType = try await send(
                "PATCH", location, to: server, headers: ["If-Match": tag], body: "candidates")
            #expect(otherType.status == 415)

            let restarted = try await patch("restart", "*")
            #expect(restarted.status == 200)
            #expect(restarted.text == "restarted")
            #expect(restarted.header("content-type") == Self.fragment)
            #expect(restarted.header("etag") != nil && restarted.header("etag") != tag)
            #expect(try await patch("candidates", tag).status == 412)
        }
    }

    @Test func `RFC 9725 §4.7: without the right token nothing is done, and it is audited`()
        async throws
    {
        try await run { server in
            let consultation = "/whip/\(UUIDText.random())/camera"
            for (path, token, status, challenge) in [
                ("/whip/studio/camera", "", 401, "Bearer"),
                ("/whip/studio/camera", "nonsense", 401, "Bearer"),
                ("/whip/other/camera", try Self.token(), 403, nil),
                ("/whip/studio/camera", try Self.token([.subscribe]), 403, nil),
                ("/whep/studio/camera", try Self.token([.publish]), 403, nil),
                (consultation, try Self.token(in: "*"), 403, nil),
            ] as [(String, String, Int, String?)] {
                let answer = try await send("POST", path, to: server, token: token)
                #expect(answer.status == status, "\(path)")
                #expect(answer.header("www-authenticate") == challenge)
            }
            let made = try await send("POST", "/whip/studio/camera", to: server)
            let location = try #require(made.header("location"))
            let stolen = try await send(
                "DELETE", location, to: server, token: Self.token(in: "other"), body: "")
            #expect(stolen.status == 403)

            let audited = try await server.clinic.audited(in: nil)
            #expect(audited.count { $0 == "tool_refused tool_no_token" } == 2)
            #expect(audited.count { $0 == "tool_refused tool_not_allowed" } == 4)
            #expect(audited.count { $0 == "tool_refused tool_consultation" } == 1)
        }
    }

    @Test func `RFC 9725 §4.2: what is no offer is refused`() async throws {
        try await run { server in
            let path = "/whip/studio/camera"
            func status(
                _ body: String = Self.offer, type: String = Self.sdp,
                headers: [String: String] = [:]
            ) async throws -> Int {
                try await send(
                    "POST", path, to: server, type: type, headers: headers, body: body
                ).status
            }
            #expect(try await status(type: "application/json") == 415)
            #expect(try await status(type: "") == 415)
            #expect(try await status(headers: ["Accept": "text/html"]) == 406)
            #expect(try await status("nonsense") == 400)
            #expect(try await status("") == 400)
            #expect(try await status("v=0 odd") == 422)
            #expect(try await status("v=0" + String(repeating: "x", count: 70_000)) == 413)
            #expect(try await status(headers: ["Accept": "application/sdp;q=1, */*"]) == 201)
            #expect(try await status() == 409)
            let name = try await send("POST", "/whip/studio/ca%20mera", to: server)
            #expect(name.status == 404)
        }
    }

    @Test func `RFC 9725 §4.1, §4.2: GET shows nothing, OPTIONS what there is`() async throws {
        try await run { server in
            let made = try await send("POST", "/whip/studio/camera", to: server)
            let location = try #require(made.header("location"))
            for path in ["/whip/studio/camera", "/whep/studio/camera", location] {
                let seen = try await send("GET", path, to: server, token: "", body: "")
                let options = try await send("OPTIONS", path, to: server, token: "", body: "")
                let put = try await send("PUT", path, to: server)
                #expect(seen.status == 204)
                #expect(options.status == 200)
                #expect(options.header("accept-post") == Self.sdp)
                #expect(put.status == 405)
                #expect(put.header("allow") == options.header("allow"))
            }
            #expect(try await send("POST", location, to: server).status == 405)
            #expect(try await send("DELETE", "/whip/studio/camera", to: server).status == 405)
        }
    }

    @Test func `RFC 9725 §4.2: pages of configured origins may use it, others may not read it`()
        async throws
    {
        let own = "https://platform.example"
        try await run(origins: [own]) { server in
            func preflight(from origin: String) async throws -> TestResponse {
                try await send(
                    "OPTIONS", "/whip/studio/camera", to: server, token: "",
                    headers: ["Origin": origin, "Access-Control-Request-Method": "POST"],
                    body: "")
            }
            let answer = try await preflight(from: own)
            #expect(answer.header("access-control-allow-origin") == own)
            #expect(answer.header("access-control-allow-methods")?.contains("PATCH") == true)
            #expect(answer.header("access-control-allow-headers")?.contains("if-match") == true)
            #expect(answer.header("accept-post") == Self.sdp)
            let foreign = try await preflight(from: "https://elsewhere.example")
            #expect(foreign.header("access-control-allow-origin") == nil)

            let made = try await send(
                "POST", "/whip/studio/camera", to: server, headers: ["Origin": own])
            #expect(made.status == 201)
            #expect(made.header("access-control-expose-headers")?.contains("location") == true)
        }
    }

    @Test func `where tools have no rooms there are no such paths`() async throws {
        try await TestServer.run { server in
            for path in ["/whip/studio/camera", "/whep/studio/camera"] {
                let answer = try await send("POST", path, to: server)
                #expect(answer.status == 404)
            }
        }
    }
}
