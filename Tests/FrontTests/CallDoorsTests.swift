import Clinic
import Foundation
import Testing

@testable import Front

@Suite(.timeLimit(.minutes(1))) struct CallDoorsTests {
    @Test func `the doctor starts, the patient joins, each into the same room`() async throws {
        try await TestServer.run { server in
            var doctor = try await server.browser(of: "doctor")
            var patient = try await server.browser(of: "patient")
            let early = try await patient.post("/appointments/a1/video-call/join/")
            let started = try await doctor.enterCall("start")
            let joined = try await patient.enterCall("join")
            let status = try await patient.get(
                "/appointments/a1/video-call/status/", accept: "application/json")

            #expect(early.status == 409)
            #expect(!started.room.isEmpty)
            #expect(joined.room == started.room)
            #expect(status.json["video_call_status"] as? String == "waiting")
            #expect(status.json["video_call_room_id"] as? String == started.room)
            #expect(!status.text.contains("token"))
        }
    }

    @Test func `a link works in one browser, a reload works without it`() async throws {
        try await TestServer.run { server in
            var doctor = try await server.browser(of: "doctor")
            let (_, link) = try await doctor.enterCall("start")
            var second = try await server.browser(of: "doctor")
            let elsewhere = try await second.get(link, accept: "application/json")
            let elsewherePage = try await second.get(link)
            let reload = try await doctor.get("/appointments/a1/video-call/")
            let again = try await doctor.get(link)

            #expect(elsewhere.status == 403)
            #expect(elsewhere.errorCode == "token_in_use")
            #expect(elsewherePage.text.contains("token_in_use"))
            #expect(reload.status == 200)
            #expect(again.status == 200)
            let audited = try await server.clinic.audited()
            #expect(audited.contains("token_refused token_of_another_session"))
        }
    }

    @Test func `the call's cookie is HttpOnly and kept from other sites`() async throws {
        try await TestServer.run { server in
            var doctor = try await server.browser(of: "doctor")
            let answer = try await doctor.post("/appointments/a1/video-call/start/")
            let page = try await doctor.get(answer.json["location"] as? String ?? "")
            let cookie = page.headers.first { $0.value.hasPrefix("aorta_call=") }?.value ?? ""

            #expect(cookie.contains("HttpOnly"))
            #expect(cookie.contains("SameSite=Lax"))
            #expect(page.header("cache-control") == "no-store")
        }
    }

    @Test func `strangers, other hospitals and administrators are told nothing`() async throws {
        try await TestServer.run { server in
            var doctor = try await server.browser(of: "doctor")
            let (_, link) = try await doctor.enterCall("start")
            var other = try await server.browser(of: "stranger")
            var admin = try await server.browser(of: "admin")
            let pages = [
                try await other.get("/appointments/a1/chat/", accept: "application/json"),
                try await other.get("/appointments/none/chat/", accept: "application/json"),
                try await other.get(link, accept: "application/json"),
                try await other.get(
                    "/appointments/a1/video-call/status/", accept: "application/json"),
                try await other.post("/appointments/a1/video-call/start/"),
                try await other.post("/appointments/a1/video-call/end/"),
                try await admin.get(link, accept: "application/json"),
                try await admin.post("/appointments/a1/video-call/join/"),
                try await admin.get("/appointments/a1/chat/", accept: "application/json"),
            ]
            let status = try await admin.get(
                "/appointments/a1/video-call/status/", accept: "application/json")

            #expect(pages.map(\.status) == Array(repeating: 403, count: pages.count))
            #expect(Set(pages.map(\.text)).count == 1)
            #expect(status.status == 200)
            #expect(status.json["video_call_room_id"] == nil)
            let own = try await server.clinic.audited()
            let others = try await server.clinic.audited(in: TestClinic.otherHospital)
            #expect(own.filter { $0.hasPrefix("access_refused") }.count == 3)
            #expect(others.filter { $0.hasPrefix("access_refused") }.count == 6)
        }
    }

    @Test func `who is refused again and again does not fill the audit log`() async throws {
        try await TestServer.run { server in
            var patient = try await server.browser(of: "patient")
            let before = try await server.clinic.audited().count
            var last = 0
            for _ in 0..<RefusalCount.refusalsPerWindow + 20 {
                last = try await patient.post("/appointments/a1/video-call/start/").status
            }

            #expect(last == 403)
            let audited = try await server.clinic.audited()
            #expect(audited.count == before + RefusalCount.refusalsPerWindow + 1)
            #expect(audited.last == "access_refused further_refusals_not_written")
        }
    }

    @Test func `nobody signed in is sent to sign in`() async throws {
        try await TestServer.run { server in
            var stranger = server.browser()
            let page = try await stranger.get("/appointments/a1/chat/")
            let call = try await stranger.get("/appointments/a1/video-call/")
            let start = try await stranger.post("/appointments/a1/video-call/start/")

            #expect(page.header("location") == "/sign-in?next=/appointments/a1/chat/")
            #expect(call.status == 303)
            #expect(start.status == 401)
        }
    }

    @Test func `ending leads back to the conversation and kills the links`() async throws {
        try await TestServer.run { server in
            var doctor = try await server.browser(of: "doctor")
            let (_, link) = try await doctor.enterCall("start")
            let end = try await doctor.post("/appointments/a1/video-call/end/")
            let late = try await doctor.get(link, accept: "application/json")

            #expect(end.json["location"] as? String == "/appointments/a1/chat/")
            #expect(late.status == 403)
        }
    }

    @Test func `lines of the conversation are stored and read on from the last`() async throws {
        try await TestServer.run { server in
            var doctor = try await server.browser(of: "doctor")
            var patient = try await server.browser(of: "patient")
            let path = "/appointments/a1/chat/messages"
            let first = try await doctor.post(path, #"{"text":"one"}"#)
            _ = try await doctor.post(path, #"{"text":"two"}"#)
            let id = (first.json["message"] as? [String: Any])?["id"] as? String ?? ""
            let rest = try await patient.get(path + "?after=\(id)", accept: "application/json")
            let empty = try await patient.post(path, #"{"text":"  "}"#)
            let nonsense = try await patient.post(path, "[[[")

            #expect(first.status == 201)
            let texts = (rest.json["messages"] as? [[String: Any]])?.map { $0["text"] as? String }
            #expect(texts == ["two"])
            #expect(empty.status == 400)
            #expect(nonsense.status == 400)
        }
    }

    @Test func `a recording is played in parts, and once a playback it is audited`() async throws {
        try await TestServer.run { server in
            try await server.addRecording("0123456789")
            var doctor = try await server.browser(of: "doctor")
            var patient = try await server.browser(of: "patient")
            var admin = try await server.browser(of: "admin")
            let whole = try await doctor.get("/recordings/f1")
            let part = try await doctor.get("/recordings/f1", headers: ["Range": "bytes=2-4"])
            let tail = try await doctor.get("/recordings/f1", headers: ["Range": "bytes=-3"])
            let beyond = try await doctor.get("/recordings/f1", headers: ["Range": "bytes=10-"])
            let list = try await admin.get("/appointments/a1/recordings/")

            #expect(whole.text == "0123456789")
            #expect(whole.header("content-type") == "video/webm")
            #expect(whole.header("accept-ranges") == "bytes")
            #expect(part.status == 206)
            #expect(part.text == "234")
            #expect(part.header("content-range") == "bytes 2-4/10")
            #expect(tail.text == "789")
            #expect(beyond.status == 416)
            #expect(try await patient.get("/recordings/f1").status == 403)
            #expect(try await admin.get("/recordings/f1").status == 403)
            #expect(try await doctor.get("/recordings/none").status == 403)
            #expect((list.json["recordings"] as? [[String: Any]])?.count == 1)
            let audited = try await server.clinic.audited()
            #expect(audited.filter { $0 == "recording_viewed f1" }.count == 1)
            #expect(audited.contains("recordings_listed "))
            #expect(audited.contains("access_refused unknown_recording"))
        }
    }
}

extension TestServer {
    /// A closed recording of the patient, `f1`, with these bytes.
    fileprivate func addRecording(_ text: String) async throws {
        let recordings = clinic.stores.recordings
        let recording = CallRecordingID(rawValue: "r1")
        let path = "r1/patient.webm"
        let folder = clinic.folder + "/recordings/r1"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        try text.write(toFile: folder + "/patient.webm", atomically: true, encoding: .utf8)
        try await recordings.insert(
            CallRecording(
                id: recording, hospital: TestClinic.hospital, appointment: TestClinic.appointment,
                requestedBy: PersonID(rawValue: "doctor"), startedAt: Self.now()))
        try await recordings.insert(
            RecordedFile(
                id: RecordedFileID(rawValue: "f1"), hospital: TestClinic.hospital,
                appointment: TestClinic.appointment, recording: recording,
                person: PersonID(rawValue: "patient"),
                participant: ParticipantID(rawValue: "patient"), path: path,
                openedAt: Self.now()))
        try await recordings.close(
            RecordedFileID(rawValue: "f1"), in: TestClinic.hospital,
            contents: .init(
                byteCount: Int64(text.utf8.count), duration: .seconds(1), codecs: "opus,vp8"))
    }
}
