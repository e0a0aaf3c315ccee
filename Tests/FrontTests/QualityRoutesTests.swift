import Clinic
import Foundation
import Testing

@testable import Front

/// How well calls went, and the administrators' pages.
@Suite(.timeLimit(.minutes(1))) struct QualityRoutesTests {
    private static let room = CallRoomID.random()

    private static func saveReport(_ server: TestServer) async throws {
        var log = QualityLog(startedAt: TestServer.now())
        log.add(
            QualityMeasurement(loss: 0.2, roundTripMilliseconds: 80),
            QualityLog.Picture(width: 640, height: 360), at: TestServer.now() + .seconds(4))
        log.take(.turnTLS)
        let appointment = try #require(
            try await server.clinic.stores.appointments.appointment(
                TestClinic.appointment, in: TestClinic.hospital))
        try await server.clinic.stores.quality.save(
            QualityReport(
                hospital: TestClinic.hospital, appointment: TestClinic.appointment,
                room: appointment.call.room ?? room, person: PersonID(rawValue: "patient"),
                role: .patient, log: log))
    }

    @Test func `the quality report is for the appointment's doctor and administrators alone`()
        async throws
    {
        try await TestServer.run { server in
            try await Self.saveReport(server)
            let path = "/appointments/a1/quality/"
            for (name, status) in [
                ("doctor", 200), ("admin", 200), ("patient", 403), ("stranger", 403),
            ] {
                var browser = try await server.browser(of: name)
                let page = try await browser.get(path)
                let answer = try await browser.get(path, accept: "application/json")
                #expect(page.status == status && answer.status == status, "\(name)")
                guard status == 200 else { continue }
                let calls = try #require(answer.json["calls"] as? [[String: Any]])
                let people = try #require(calls.first?["participants"] as? [[String: Any]])
                let one = try #require(people.first)
                #expect(calls.count == 1 && people.count == 1)
                #expect(one["name"] as? String == "Patient")
                #expect(one["indicator"] as? String == "poor")
                #expect(one["rungs"] as? [String] == ["turn-tls"])
                #expect((one["voice"] as? [String: Any])?["is_estimate"] as? Bool == true)
            }
            var nobody = server.browser()
            let stranger = try await nobody.get(path, accept: "application/json")
            #expect(stranger.status == 401)
        }
    }

    @Test func `administrators see each call's quality in their list, nobody else does`()
        async throws
    {
        try await TestServer.run { server in
            var doctor = try await server.browser(of: "doctor")
            _ = try await doctor.enterCall("start")
            try await Self.saveReport(server)
            var admin = try await server.browser(of: "admin")
            let seen = try await admin.get("/appointments/", accept: "application/json")
            let own = try await doctor.get("/appointments/", accept: "application/json")

            #expect(seen.text.contains(#""quality":"poor""#))
            #expect(!own.text.contains(#""quality""#))
        }
    }

    @Test func `a platform reads the report with the scope for it`() async throws {
        try await TestServer.run { server in
            try await Self.saveReport(server)
            let platform = try await TestPlatform(server, scopes: [.readQuality])
            let answer = try await platform.get("/appointments/a1/quality")
            let unknown = try await platform.get("/appointments/a9/quality")

            #expect(answer.status == 200)
            #expect(answer.json["appointment"] as? String == "a1")
            #expect(answer.text.contains(#""percentile_95":80"#))
            #expect(unknown.status == 404)
        }
    }

    @Test func `administrators read their audit log with the verdict on its chain`() async throws {
        try await TestServer.run { server in
            var doctor = try await server.browser(of: "doctor")
            _ = try await doctor.enterCall("start")
            var admin = try await server.browser(of: "admin")
            let page = try await admin.get("/audit/")
            let first = try await admin.get("/audit/", accept: "application/json")
            let second = try await admin.get("/audit/?after=1", accept: "application/json")
            let verdict = try #require(first.json["verdict"] as? [String: Any])
            let entries = try #require(second.json["entries"] as? [[String: Any]])

            #expect(page.status == 200)
            #expect(verdict["isIntact"] as? Bool == true)
            #expect(first.text.contains(#""kind":"call_started""#))
            #expect(first.text.contains(#""actor":"Doctor""#))
            #expect(entries.first?["sequence"] as? Int == 2)
            #expect(try await server.clinic.audited().contains("audit_read "))
            let odd = try await admin.get("/audit/?after=x", accept: "application/json")
            #expect(odd.status == 400)
            for name in ["doctor", "patient"] {
                var other = try await server.browser(of: name)
                #expect(try await other.get("/audit/").status == 403, "\(name)")
            }
        }
    }

    @Test func `one check of the log serves who asks within half a minute`() async throws {
        try await TestServer.run { server in
            var admin = try await server.browser(of: "admin")
            _ = try await admin.get("/audit/", accept: "application/json")
            let first = try await admin.get("/audit/", accept: "application/json")
            let second = try await admin.get("/audit/", accept: "application/json")
            func checkedAt(_ answer: TestResponse) -> String? {
                (answer.json["verdict"] as? [String: Any])?["checkedAt"] as? String
            }

            #expect(checkedAt(first) != nil)
            #expect(checkedAt(first) == checkedAt(second))
        }
    }
}
