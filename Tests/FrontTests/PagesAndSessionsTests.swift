import Clinic
import Testing

@testable import Front

@Suite(.timeLimit(.minutes(1))) struct PagesAndSessionsTests {
    @Test func `every answer carries the strict headers`() async throws {
        try await TestServer.run { server in
            var stranger = server.browser()
            var doctor = try await server.browser(of: "doctor")
            let answers = [
                try await stranger.get("/"), try await stranger.get("/sign-in"),
                try await stranger.get("/static/favicon.svg"), try await stranger.get("/nowhere"),
                try await stranger.get("/appointments/"), try await stranger.get("/metrics"),
                try await doctor.get("/appointments/"),
                try await doctor.get("/appointments/a1/chat/"),
                try await doctor.get("/appointments/other/chat/"),
                try await doctor.get("/video-call/test-devices/"),
            ]

            #expect(answers.map(\.status) == [200, 200, 200, 404, 303, 200, 200, 200, 403, 200])
            for answer in answers {
                let policy = answer.header("content-security-policy") ?? ""
                #expect(policy.contains("default-src 'self'"))
                #expect(policy.contains("frame-ancestors 'none'"))
                #expect(policy.contains("connect-src 'self' wss://127.0.0.1:\(server.httpPort)"))
                #expect(answer.header("x-content-type-options") == "nosniff")
                #expect(answer.header("referrer-policy") == "no-referrer")
                #expect(answer.header("permissions-policy")?.contains("camera=(self)") == true)
                #expect(answer.header("cache-control") != nil)
                #expect(answer.header("strict-transport-security") == nil)
            }
        }
    }

    @Test func `over TLS there is HSTS and cookies are Secure`() async throws {
        try await TestServer.run { server in
            var browser = TestBrowser(port: server.httpsPort, isTLS: true)
            let answer = try await browser.post(
                "/sign-in", #"{"email":"doctor@one.test","password":"secret"}"#)

            #expect(answer.status == 200)
            #expect(answer.header("strict-transport-security") == "max-age=31536000")
            let cookies = answer.headers.filter { $0.name == "set-cookie" }.map(\.value)
            #expect(cookies.contains { $0.hasPrefix("aorta_session=") })
            for cookie in cookies {
                #expect(cookie.contains("Secure"))
                #expect(cookie.contains("HttpOnly"))
                #expect(cookie.contains("SameSite="))
            }
        }
    }

    @Test func `clear HTTP on the TLS door is shown the way to HTTPS`() async throws {
        try await TestServer.run { server in
            var browser = TestBrowser(port: server.httpsPort)
            let answer = try await browser.get("/appointments/?x=y")

            #expect(answer.status == 308)
            #expect(
                answer.header("location")
                    == "https://127.0.0.1:\(server.httpsPort)/appointments/?x=y")
        }
    }

    @Test func `a file that the browser has is not sent again`() async throws {
        try await TestServer.run { server in
            var browser = server.browser()
            let first = try await browser.get("/static/favicon.svg")
            let tag = try #require(first.header("etag"))
            let second = try await browser.get(
                "/static/favicon.svg", headers: ["If-None-Match": tag])

            #expect(first.status == 200)
            #expect(!first.body.isEmpty)
            #expect(second.status == 304)
            #expect(second.body.isEmpty)
        }
    }

    @Test(arguments: [
        "/static/../pages.c", "/static/%2e%2e/pages.c", "/pages/call.html", "/static/",
    ])
    func `nothing but the table is served`(path: String) async throws {
        try await TestServer.run { server in
            var browser = server.browser()
            let answer = try await browser.get(path)

            #expect(answer.status == 404)
        }
    }

    @Test func `a program is refused in JSON, a person with a page`() async throws {
        try await TestServer.run { server in
            var browser = server.browser()
            let program = try await browser.get("/nowhere", accept: "application/json")
            let person = try await browser.get("/nowhere")

            #expect(program.errorCode == "not_found")
            #expect(person.header("content-type")?.hasPrefix("text/html") == true)
            #expect(person.text.contains("not_found"))
            #expect(!person.text.contains("{{code}}"))
        }
    }

    @Test func `signing in gives a session, signing out ends it`() async throws {
        try await TestServer.run { server in
            var browser = try await server.browser(of: "doctor")
            let session = try await browser.get("/session", accept: "application/json").json
            let kept = browser
            let out = try await browser.post("/sign-out")
            var thief = kept

            #expect(session["signedIn"] as? Bool == true)
            #expect((session["person"] as? [String: Any])?["role"] as? String == "doctor")
            #expect(out.status == 200)
            let after = try await thief.get("/session", accept: "application/json").json
            #expect(after["signedIn"] as? Bool == false)
            let audited = try await server.clinic.audited()
            #expect(audited.contains("signed_in "))
            #expect(audited.contains("signed_out "))
        }
    }

    @Test func `a session ends after twelve hours`() async throws {
        let clock = TestWallClock()
        try await TestServer.run(now: { clock.now }) { server in
            var browser = try await server.browser(of: "doctor")
            for _ in 0..<13 {
                clock.advance(by: .seconds(59 * 60))
                _ = try await browser.get("/session")
            }

            #expect(try await browser.get("/appointments/").status == 303)
        }
    }

    @Test func `a form signs in and leads where it said, but to no other site`() async throws {
        try await TestServer.run { server in
            var browser = server.browser()
            let form = ["Content-Type": "application/x-www-form-urlencoded", "Accept": ""]
            let body = "email=doctor%40one.test&password=secret"
            let inside = try await browser.post(
                "/sign-in?next=/appointments/a1/chat/", body, headers: form)
            let outside = try await browser.post(
                "/sign-in?next=//evil.example/", body, headers: form)

            #expect(inside.status == 303)
            #expect(inside.header("location") == "/appointments/a1/chat/")
            #expect(outside.header("location") == "/appointments/")
        }
    }

    @Test func `who guesses passwords is told to wait`() async throws {
        try await TestServer.run { server in
            var browser = server.browser()
            var statuses: [Int] = []
            for attempt in 0..<6 {
                let body = #"{"email":"doctor@one.test","password":"\#(attempt)"}"#
                statuses.append(try await browser.post("/sign-in", body).status)
            }
            let right = try await browser.post(
                "/sign-in", #"{"email":"doctor@one.test","password":"secret"}"#)

            #expect(statuses == [401, 401, 401, 401, 401, 429])
            #expect(right.status == 429)
            #expect(right.header("retry-after").flatMap { Int($0) } ?? 0 > 0)
            let audited = try await server.clinic.audited(in: nil)
            #expect(audited.filter { $0 == "sign_in_failed " }.count == 5)
            #expect(audited.contains("sign_in_limited "))
        }
    }

    @Test func `what changes something needs the session's token`() async throws {
        try await TestServer.run { server in
            var doctor = try await server.browser(of: "doctor")
            let path = "/appointments/a1/video-call/start/"
            let without = try await doctor.post(path, headers: ["X-CSRF-Token": "none"])
            let foreign = try await doctor.post(path, headers: ["Origin": "https://evil.example"])
            let crossSite = try await doctor.post(path, headers: ["Sec-Fetch-Site": "cross-site"])
            let form = try await doctor.post(
                path, "csrf=\(doctor.csrf)",
                headers: [
                    "Content-Type": "application/x-www-form-urlencoded", "X-CSRF-Token": "",
                    "Origin": "http://127.0.0.1:\(server.httpPort)", "Accept": "text/html",
                ])

            #expect(without.status == 403)
            #expect(without.errorCode == "csrf")
            #expect(foreign.status == 403)
            #expect(crossSite.status == 403)
            #expect(form.status == 303)
            let audited = try await server.clinic.audited()
            #expect(audited.contains("access_refused csrf"))
            #expect(audited.filter { $0 == "access_refused foreign_origin" }.count == 2)
        }
    }

    @Test func `a body over the limit is refused`() async throws {
        try await TestServer.run { server in
            var doctor = try await server.browser(of: "doctor")
            let body = #"{"text":"\#(String(repeating: "a", count: 70_000))"}"#

            let answer = try await doctor.post("/appointments/a1/chat/messages", body)
            #expect(answer.status == 413)
            #expect(answer.errorCode == "too_large")
        }
    }

    @Test func `only configured origins are answered for`() async throws {
        let origins = AllowedOrigins(["https://platform.example"])
        try await TestServer.run(configure: { $0.origins = origins }) { server in
            var browser = server.browser()
            let known = try await browser.get(
                "/session", headers: ["Origin": "https://platform.example"])
            let unknown = try await browser.get(
                "/session", headers: ["Origin": "https://evil.example"])

            #expect(
                known.header("access-control-allow-origin") == "https://platform.example")
            #expect(unknown.header("access-control-allow-origin") == nil)
        }
    }

    @Test func `operations are told of life, readiness and numbers`() async throws {
        try await TestServer.run { server in
            var browser = server.browser()
            let metrics = try await browser.get("/metrics")

            #expect(try await browser.get("/healthz").status == 200)
            #expect(try await browser.get("/readyz").status == 200)
            #expect(metrics.text.contains("\naorta_test_total 7\n"))
            #expect(metrics.text.contains("\naorta_stream_connections "))
        }
    }

    @Test func `without a demo its links do not exist`() async throws {
        try await TestServer.run { server in
            var browser = server.browser()
            let answer = try await browser.get("/demo/doctor")

            #expect(answer.status == 404)
        }
    }

    @Test func `a demo link signs in`() async throws {
        let demo = DemoDoors(
            hospital: TestClinic.hospital, people: ["doctor": PersonID(rawValue: "doctor")],
            appointment: TestClinic.appointment)
        try await TestServer.run(configure: { $0.demo = demo }) { server in
            var browser = server.browser()
            let answer = try await browser.get("/demo/doctor")

            #expect(answer.header("location") == "/appointments/a1/chat/")
            #expect(try await browser.get("/appointments/a1/chat/").status == 200)
            #expect(try await browser.get("/demo/nobody").status == 404)
        }
    }
}
