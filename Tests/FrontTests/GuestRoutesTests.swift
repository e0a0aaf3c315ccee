import Clinic
import Foundation
import Testing

@testable import Front

@Suite(.timeLimit(.minutes(1))) struct GuestRoutesTests {
    @Test func `an invited guest opens the call's page and reloads it, signed in nowhere`()
        async throws
    {
        try await TestServer.run { server in
            var doctor = try await server.browser(of: "doctor")
            let started = try await doctor.enterCall("start")
            let invited = try await doctor.post(
                "/appointments/a1/guests", #"{"name":"Ivy Vale"}"#)
            let link = try #require(invited.json["location"] as? String)
            var guest = server.browser()
            let page = try await guest.get(link)
            let room = try await guest.get(
                "/appointments/a1/video-call/", accept: "application/json")
            let reload = try await guest.get("/appointments/a1/video-call/")
            var thief = server.browser()
            let stolen = try await thief.get(link, accept: "application/json")
            let chat = try await guest.get(
                "/appointments/a1/chat/", accept: "application/json")

            #expect(invited.status == 201)
            #expect(page.status == 200)
            #expect(room.json["room"] as? String == started.room)
            #expect(room.json["role"] as? String == "guest")
            #expect(reload.status == 200)
            #expect(stolen.errorCode == "token_in_use")
            #expect(chat.status == 401)
        }
    }

    @Test func `only the doctor lists and invites guests`() async throws {
        try await TestServer.run { server in
            var doctor = try await server.browser(of: "doctor")
            let early = try await doctor.post(
                "/appointments/a1/guests", #"{"name":"Ivy Vale"}"#)
            _ = try await doctor.enterCall("start")
            let invited = try await doctor.post(
                "/appointments/a1/guests", #"{"name":"Ivy Vale"}"#)
            let listed = try await doctor.get("/appointments/a1/guests")
            let guest = try #require((invited.json["guest"] as? [String: Any])?["id"] as? String)
            let again = try await doctor.post("/appointments/a1/guests/\(guest)/link")
            let nameless = try await doctor.post("/appointments/a1/guests", #"{"name":" "}"#)

            #expect(early.errorCode == "call_not_running")
            #expect(listed.text.contains("Ivy Vale") && !listed.text.contains("token"))
            #expect(again.status == 200)
            #expect(nameless.status == 400)
            for role in ["patient", "admin", "stranger"] {
                var other = try await server.browser(of: role)
                #expect(try await other.get("/appointments/a1/guests").status == 403)
                let tried = try await other.post(
                    "/appointments/a1/guests", #"{"name":"Ivy Vale"}"#)
                #expect(tried.status == 403)
            }
        }
    }
}
