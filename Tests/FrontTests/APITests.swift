import Clinic
import Foundation
import HTTPTypes
import Testing

@testable import Front

/// The API for platforms: what it does, and who it does nothing for.
@Suite(.timeLimit(.minutes(1))) struct APITests {
    @Test func `without a key, with a wrong or revoked one, every operation answers 401`()
        async throws
    {
        try await TestServer.run { server in
            let platform = try await TestPlatform(server)
            let keys = try await server.clinic.stores.keys.keys(of: nil, limit: 9)
            var stranger = server.browser()
            var member = try await server.browser(of: "doctor")
            _ = try await platform.get("/appointments")
            for key in keys {
                _ = try await server.clinic.stores.keys.revoke(key.id, at: TestServer.now())
            }
            let revoked = try await platform.get("/appointments")
            let cookie = try await member.get("/api/v1/appointments")

            #expect(revoked.status == 401)
            #expect(cookie.status == 401)
            #expect(cookie.errorCode == "no_key")
            for route in APIRoutes.all {
                let answer = try await stranger.send(
                    route.method.rawValue,
                    "/api/v1" + route.path.replacingOccurrences(of: "{id}", with: "a1"),
                    headers: ["Authorization": "Bearer aorta_nonsense"])
                #expect(answer.status == 401, "\(route.name)")
                #expect(answer.header("www-authenticate") == "Bearer")
            }
        }
    }

    @Test func `a key without the scope gets 403 on every operation, and it is audited`()
        async throws
    {
        try await TestServer.run { server in
            let platform = try await TestPlatform(server, scopes: [])
            for route in APIRoutes.all {
                let path = route.path.replacingOccurrences(of: "{id}", with: "a1")
                let answer = try await platform.send(route.method.rawValue, path)
                #expect(answer.status == 403, "\(route.name)")
            }
            let audited = try await server.clinic.audited()

            #expect(audited.contains("access_refused endCall: scope_missing"))
        }
    }

    @Test func `an appointment is made once for one external name, moved and cancelled`()
        async throws
    {
        try await TestServer.run { server in
            let platform = try await TestPlatform(server)
            let draft = """
                {"doctor":"doctor","patient":"patient","starts_at":"2026-12-01T09:30:00Z",
                 "external_id":"visit-7"}
                """
            let made = try await platform.post("/appointments", draft)
            let again = try await platform.post("/appointments", draft)
            let id = try #require(made.json["id"] as? String)
            let other = try await platform.post(
                "/appointments", draft.replacingOccurrences(of: "09:30", with: "10:30"))
            let moved = try await platform.send(
                "PATCH", "/appointments/\(id)", #"{"starts_at":"2026-12-02T09:30:00Z"}"#)
            let cancelled = try await platform.send("DELETE", "/appointments/\(id)")
            let link = try await platform.post("/appointments/\(id)/links", #"{"role":"doctor"}"#)

            #expect(made.status == 201)
            #expect(again.status == 200)
            #expect(again.json["id"] as? String == id)
            #expect(other.status == 409)
            #expect(other.errorCode == "external_id_taken")
            #expect(moved.json["starts_at"] as? String == "2026-12-02T09:30:00.000Z")
            #expect(cancelled.json["cancelled_at"] != nil)
            #expect(link.errorCode == "appointment_cancelled")
            let audited = try await server.clinic.audited()
            #expect(audited.contains("appointment_created "))
            #expect(audited.contains("appointment_changed "))
            #expect(audited.contains("appointment_cancelled "))
        }
    }

    @Test func `a doctor's link starts the call and opens its page, and the platform ends it`()
        async throws
    {
        try await TestServer.run { server in
            let platform = try await TestPlatform(server)
            let early = try await platform.post(
                "/appointments/a1/links", #"{"role":"patient"}"#)
            let doctor = try await platform.post("/appointments/a1/links", #"{"role":"doctor"}"#)
            let patient = try await platform.post(
                "/appointments/a1/links", #"{"person":"patient"}"#)
            let page = try #require(doctor.json["page"] as? String)
            let path = try #require(URL(string: page))
            var browser = server.browser()
            let opened = try await browser.get(
                path.path() + "?" + (path.query() ?? ""), accept: "application/json")
            let busy = try await platform.send("DELETE", "/appointments/a1")
            let ended = try await platform.post("/appointments/a1/end")

            #expect(early.status == 409)
            #expect(early.errorCode == "call_not_running")
            #expect(doctor.status == 201)
            #expect(patient.json["role"] as? String == "patient")
            #expect(opened.json["role"] as? String == "doctor")
            #expect(busy.errorCode == "call_running")
            #expect(ended.json["video_call_status"] as? String == "ended")
            #expect(
                try await server.clinic.audited().contains("call_ended ended-by-hospital"))
        }
    }

    @Test func `nothing of another hospital is seen or told apart from what never was`()
        async throws
    {
        try await TestServer.run { server in
            let other = try await TestPlatform(server, of: TestClinic.otherHospital)
            let paths = APIRoutes.all.filter { $0.reach == .hospital && $0.path.contains("{id}") }
            for route in paths {
                let body = route.method == .get ? "" : #"{"role":"doctor"}"#
                let foreign = try await other.send(
                    route.method.rawValue,
                    route.path.replacingOccurrences(
                        of: "{id}", with: route.path.hasPrefix("/people") ? "doctor" : "a1"), body)
                let never = try await other.send(
                    route.method.rawValue,
                    route.path.replacingOccurrences(of: "{id}", with: "never"), body)
                #expect(foreign.status == 404, "\(route.name)")
                #expect(foreign.body == never.body)
            }
            let named = try await other.get("/appointments?hospital=h1")
            let borrowed = try await other.post(
                "/appointments",
                #"{"doctor":"stranger","patient":"patient","starts_at":"2026-12-01T09:30:00Z"}"#)
            let people = try await other.get("/people")

            #expect(named.errorCode == "other_hospital")
            #expect(borrowed.errorCode == "unknown_patient")
            #expect(!people.text.contains("Patient"))
        }
    }

    @Test func `a super-administrator makes a hospital and its people`() async throws {
        try await TestServer.run { server in
            let root = try await TestPlatform(server, of: nil)
            let made = try await root.send(
                "PUT", "/hospitals/st-mary",
                #"{"name":"St Mary","policies":{"admission":"one_by_one"}}"#)
            let doctor = try await root.post(
                "/people?hospital=st-mary", #"{"role":"doctor","name":"Ada"}"#)
            let nowhere = try await root.get("/people")
            let never = try await root.get("/people?hospital=never")
            let listed = try await root.get("/hospitals")

            #expect(made.status == 201)
            #expect(
                (made.json["policies"] as? [String: Any])?["admission"] as? String == "one_by_one")
            #expect(doctor.status == 201)
            #expect(doctor.json["hospital"] as? String == "st-mary")
            #expect(nowhere.status == 400)
            #expect(never.status == 404)
            #expect((listed.json["entries"] as? [Any])?.count == 3)
        }
    }

    @Test func `what a platform reads is in the audit log, once in a while`() async throws {
        try await TestServer.run { server in
            let platform = try await TestPlatform(server)
            for _ in 0..<3 { _ = try await platform.get("/appointments/a1") }
            _ = try await platform.get("/appointments/a1/recordings")
            _ = try await platform.get("/audit")
            let audited = try await server.clinic.audited()
            let verdict = try await platform.get("/audit/verification")

            #expect(audited.filter { $0 == "api_read getAppointment" }.count == 1)
            #expect(audited.contains("recordings_listed listRecordings"))
            #expect(audited.contains("audit_read listAudit"))
            #expect(verdict.json["intact"] as? Bool == true)
        }
    }

    @Test(arguments: [
        "/appointments?limit=0", "/appointments?limit=201", "/appointments?limit=x",
        "/audit?after=-1",
    ])
    func `a page without bounds is refused`(path: String) async throws {
        try await TestServer.run { server in
            let answer = try await TestPlatform(server).get(path)

            #expect(answer.status == 400)
            #expect(answer.errorCode == "bad_request")
        }
    }

    @Test func `a body that is not what is expected is refused in JSON`() async throws {
        try await TestServer.run { server in
            let platform = try await TestPlatform(server)
            for body in [
                "", "{", "[]", #"{"doctor":1}"#, #"{"role":"doctor","name":"\#("\u{202E}")"}"#,
            ] {
                #expect(try await platform.post("/appointments", body).status == 400)
                #expect(try await platform.post("/people", body).status == 400)
            }
            let large = String(repeating: " ", count: 70_000) + "{}"
            #expect(try await platform.post("/appointments", large).status == 413)
            #expect(try await platform.get("/nothing").status == 404)
            let long = String(repeating: "x", count: 65)
            #expect(try await platform.get("/appointments/" + long).status == 404)
        }
    }

    @Test func `who asks too fast is told to wait, and others are not`() async throws {
        let pace = APIPace()
        let fast = APICaller(name: "key:1", hospital: nil, scopes: [])
        let other = APICaller(name: "key:2", hospital: nil, scopes: [])
        let now = TestServer.now()
        let allowed = (0..<1000).filter { _ in pace.allows(fast, cost: 1, at: now) }

        #expect(allowed.count == Int(APIPace.burst))
        #expect(pace.allows(other, cost: Double(APIPace.burst), at: now))
        #expect(!pace.allows(other, cost: 100, at: now + .seconds(1)))
        #expect(pace.allows(fast, cost: 1, at: now + .seconds(1)))
    }
}
