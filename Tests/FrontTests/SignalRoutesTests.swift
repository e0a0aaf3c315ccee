import Clinic
import Foundation
import Testing

@testable import Front

/// Signaling over plain HTTPS, and changes between it and the WebSocket.
@Suite(.timeLimit(.minutes(1))) struct SignalRoutesTests {
    private static let path = "/appointments/a1/video-call/signal/"

    private func text(_ answer: TestResponse) -> [String] {
        (answer.json["messages"] as? [[String: Any]] ?? []).compactMap { $0["type"] as? String }
    }

    /// Texts of the chat lines in a poll's answer.
    private func lines(_ answer: TestResponse) -> [String] {
        (answer.json["messages"] as? [[String: Any]] ?? []).compactMap { message in
            (message["message"] as? [String: Any])?["text"] as? String
        }
    }

    private func last(_ answer: TestResponse) -> Int {
        (answer.json["messages"] as? [[String: Any]])?.last?["number"] as? Int ?? 0
    }

    @Test func `a call is joined, talked in and ended without a WebSocket`() async throws {
        try await TestServer.run { server in
            var doctor = try await server.browser(of: "doctor")
            _ = try await doctor.enterCall("start")
            let joined = try await doctor.post(Self.path, #"{"type":"join","id":"1","number":1}"#)
            let welcome = try await doctor.get(Self.path + "?seen=0")
            let chat = try await doctor.post(
                Self.path,
                #"[{"type":"mute","audio":true,"video":false,"number":2},"#
                    + #"{"type":"chat","text":"Hello","number":3}]"#)
            let line = try await doctor.get(Self.path + "?seen=\(last(welcome))")
            _ = try await doctor.post(Self.path, #"{"type":"end","id":"4","number":4}"#)
            let end = try await doctor.get(Self.path + "?seen=\(last(line))")

            #expect(joined.status == 200 && joined.json["seen"] as? Int == 1)
            #expect(text(welcome).contains("joined"))
            #expect(chat.json["seen"] as? Int == 3)
            #expect(lines(line) == ["Hello"])
            #expect(text(end).suffix(2) == ["ack", "call-state"])
            #expect((end.json["close"] as? [String: Any])?["code"] as? Int == 1000)
        }
    }

    @Test func `a repeated POST does nothing twice, a repeated poll brings the same`() async throws
    {
        try await TestServer.run { server in
            var doctor = try await server.browser(of: "doctor")
            _ = try await doctor.enterCall("start")
            let path = Self.path + "?session=page-1"
            let join = #"{"type":"join","number":1}"#
            _ = try await doctor.post(path, join)
            _ = try await doctor.post(path, join)
            let hello = #"{"type":"chat","text":"Hello","number":2}"#
            for _ in 0..<3 { _ = try await doctor.post(path, hello) }
            let first = try await doctor.get(path + "&seen=0")
            let again = try await doctor.get(path + "&seen=0")
            let gap = try await doctor.post(path, #"{"type":"ping","number":9}"#)

            #expect(first.json["messages"] as? NSArray == again.json["messages"] as? NSArray)
            #expect(text(first).count { $0 == "joined" } == 1 && lines(first) == ["Hello"])
            #expect(gap.status == 200 && gap.json["seen"] as? Int == 2)
        }
    }

    @Test func `a session goes from the WebSocket to HTTPS and back`() async throws {
        try await TestServer.run { server in
            var doctor = try await server.browser(of: "doctor")
            let (room, _) = try await doctor.enterCall("start")
            var patient = try await server.browser(of: "patient")
            _ = try await patient.enterCall("join")
            let other = "/ws/video-call/\(room)/"
            var watcher = try await TestWebSocket(other, of: doctor)
            try await watcher.send(#"{"type":"join"}"#)
            #expect(await watcher.message("joined") != nil)

            let socketPath = other + "?session=page"
            let path = Self.path + "?session=page&room=\(room)"
            var socket = try await TestWebSocket(socketPath, of: patient)
            try await socket.send(#"{"type":"join","number":1,"seen":0}"#)
            let joined = try #require(await socket.message("joined"))
            let seen = joined["number"] as? Int ?? 0
            #expect(await watcher.message("participant-joined") != nil)

            // Over HTTPS, while the WebSocket is still there.
            let taken = try await patient.post(
                path, #"{"type":"chat","text":"one","number":2}"#)
            let poll = try await patient.get(path + "&seen=\(seen)")
            #expect(await socket.closeCode() == 4004)
            #expect(taken.json["seen"] as? Int == 2 && lines(poll) == ["one"])

            // And back: the chat that came by a poll doesn't come again.
            var back = try await TestWebSocket(socketPath, of: patient)
            try await back.send(#"{"type":"ping","id":"p","seen":\#(last(poll))}"#)
            let pong = try #require(await back.message("pong"))
            #expect(pong["seen"] as? Int == 2)
            try await back.send(#"{"type":"chat","text":"one","number":2}"#)
            try await back.send(#"{"type":"chat","text":"two","number":3}"#)
            let chat = try #require(await back.message("chat"))
            #expect((chat["message"] as? [String: Any])?["text"] as? String == "two")
            #expect(chat["number"] as? Int == (pong["number"] as? Int ?? 0) + 1)

            // The others have seen two lines, and nobody come or go.
            var types: [String] = []
            var texts: [String] = []
            while texts.count < 2, let frame = await watcher.next() {
                let object = try JSONSerialization.jsonObject(with: Data(frame.payload))
                let message = object as? [String: Any]
                types.append(message?["type"] as? String ?? "")
                guard let line = message?["message"] as? [String: Any] else { continue }
                texts.append(line["text"] as? String ?? "")
            }
            #expect(texts == ["one", "two"])
            #expect(!types.contains { $0.hasPrefix("participant") }, "\(types)")
        }
    }

    @Test func `a session that is not there says so, over both`() async throws {
        try await TestServer.run { server in
            var doctor = try await server.browser(of: "doctor")
            let (room, _) = try await doctor.enterCall("start")
            let path = Self.path + "?session=gone"
            let posted = try await doctor.post(path, #"{"type":"ping","number":7}"#)
            let polled = try await doctor.get(path + "&seen=3")
            var socket = try await TestWebSocket(
                "/ws/video-call/\(room)/?session=gone", of: doctor)
            try await socket.send(#"{"type":"ping","seen":3}"#)
            let error = try #require(await socket.message("error"))

            #expect(posted.status == 409 && posted.errorCode == "unknown_session")
            #expect(polled.status == 409)
            #expect(error["code"] as? String == "unknown-session" && error["number"] == nil)
            #expect(await socket.closeCode() == 4004)
        }
    }

    @Test func `of two polls the older is answered at once`() async throws {
        try await TestServer.run { server in
            var doctor = try await server.browser(of: "doctor")
            _ = try await doctor.enterCall("start")
            _ = try await doctor.post(Self.path, #"{"type":"join","number":1}"#)
            let seen = last(try await doctor.get(Self.path + "?seen=0"))
            let path = Self.path + "?seen=\(seen)"
            let browser = doctor
            let answers = try await withThrowingTaskGroup(of: TestResponse.self) { group in
                for _ in 0..<2 {
                    group.addTask {
                        var browser = browser
                        return try await browser.get(path)
                    }
                }
                let older = try #require(try await group.next())
                _ = try await doctor.post(Self.path, #"{"type":"ping","number":2}"#)
                return [older, try #require(try await group.next())]
            }

            #expect(answers.first?.json["moved"] as? Bool == true)
            #expect(answers.last.map(text) == ["pong"])
        }
    }

    @Test func `a poll that nothing comes to is answered empty in time, and at the server's stop`()
        async throws
    {
        try await TestServer.run(configure: { $0.limits.poll = .milliseconds(20) }) { server in
            var doctor = try await server.browser(of: "doctor")
            _ = try await doctor.enterCall("start")
            _ = try await doctor.post(Self.path, #"{"type":"join","number":1}"#)
            let seen = last(try await doctor.get(Self.path + "?seen=0"))
            let empty = try await doctor.get(Self.path + "?seen=\(seen)")

            #expect(empty.status == 200 && empty.json["moved"] == nil)
            #expect(text(empty) == [] && empty.json["seen"] as? Int == 1)
        }
        try await TestServer.run { server in
            var doctor = try await server.browser(of: "doctor")
            _ = try await doctor.enterCall("start")
            _ = try await doctor.post(Self.path, #"{"type":"join","number":1}"#)
            let seen = last(try await doctor.get(Self.path + "?seen=0"))
            let browser = doctor
            async let waiting = {
                var browser = browser
                return try await browser.get(Self.path + "?seen=\(seen)")
            }()
            await server.stop()
            _ = try? await waiting
        }
    }

    @Test func `who may not is refused, and audited`() async throws {
        try await TestServer.run { server in
            var doctor = try await server.browser(of: "doctor")
            let (room, _) = try await doctor.enterCall("start")
            let join = #"{"type":"join","number":1}"#
            var nobody = server.browser()
            var stranger = try await server.browser(of: "stranger")
            var admin = try await server.browser(of: "admin")
            let path = Self.path + "?room=\(room)"
            let none = [try await nobody.get(path), try await nobody.post(Self.path, join)]
            let refused = [
                try await stranger.post(path, join), try await admin.get(path),
                try await nobody.get(path + "&token=" + BearerSecret.random().text),
                try await doctor.get(path, headers: ["Origin": "https://evil.example"]),
                try await doctor.get(path, headers: ["Sec-Fetch-Site": "cross-site"]),
                try await doctor.post(path, join, headers: ["Origin": "https://evil.example"]),
                try await doctor.post(path, join, headers: ["X-CSRF-Token": ""]),
                try await doctor.post("/appointments/a2/video-call/signal/?room=\(room)", join),
                try await doctor.get(Self.path + "?room=" + UUIDText.random()),
            ]

            #expect(none.map(\.status) == [401, 401])
            #expect(refused.map(\.status) == Array(repeating: 403, count: refused.count))
            let audited = try await server.clinic.audited()
            #expect(audited.contains("access_refused foreign_origin"))
            #expect(audited.contains("access_refused other_appointment"))
            #expect(audited.contains("access_refused csrf"))
        }
    }

    @Test func `what is no message or too large is refused`() async throws {
        try await TestServer.run { server in
            var doctor = try await server.browser(of: "doctor")
            _ = try await doctor.enterCall("start")
            _ = try await doctor.post(Self.path, #"{"type":"join","number":1}"#)
            let bodies = ["[{}", "[1]", "[" + String(repeating: "{},", count: 40) + "{}]"]
            for body in bodies {
                #expect(try await doctor.post(Self.path, body).status == 400, "\(body)")
            }
            let large = try await doctor.post(Self.path, String(repeating: " ", count: 70_000))
            let name = try await doctor.get(Self.path + "?session=a%20b")
            let number = try await doctor.get(Self.path + "?seen=-1")
            let wrong = try await doctor.post(Self.path, #"{"type":"dance","id":"9"}"#)
            let answer = try await doctor.get(Self.path)

            #expect(large.status == 413 && name.status == 400 && number.status == 400)
            #expect(wrong.status == 200 && text(answer).contains("error"))
        }
    }

    @Test func `a flood is held back, and what was dropped may come again`() async throws {
        try await TestServer.run { server in
            var doctor = try await server.browser(of: "doctor")
            _ = try await doctor.enterCall("start")
            _ = try await doctor.post(Self.path, #"{"type":"join","number":1}"#)
            var statuses: [Int] = []
            for batch in 0..<8 {
                let pings = (0..<32).map { #"{"type":"ping","number":\#(2 + batch * 32 + $0)}"# }
                let body = "[\(pings.joined(separator: ","))]"
                statuses.append(try await doctor.post(Self.path, body).status)
            }
            #expect(statuses.first == 200 && statuses.contains(429))
        }
    }

    @Test func `a client without cookies comes in by its token and back by its secret`()
        async throws
    {
        try await TestServer.run { server in
            var doctor = try await server.browser(of: "doctor")
            let (room, _) = try await doctor.enterCall("start")
            var patient = try await server.browser(of: "patient")
            let answer = try await patient.post("/appointments/a1/video-call/join/")
            let link = answer.json["location"] as? String ?? ""
            let token = String(link.split(separator: "=").last ?? "")
            var tool = server.browser()
            let path = Self.path + "?room=\(room)"
            let join = try await tool.post(
                path + "&token=\(token)", #"{"type":"join","number":1}"#)
            let resume = join.json["resume"] as? String ?? ""
            let again = try await tool.post(
                path + "&token=\(token)", #"{"type":"join","number":1}"#)
            let poll = try await tool.get(path + "&seen=0&resume=\(resume)")

            #expect(join.status == 200 && again.status == 403)
            #expect(text(poll).first == "joined")
        }
    }
}
