import Clinic
import Testing

@testable import Front

@Suite(.timeLimit(.minutes(1))) struct WebSocketDoorTests {
    /// A doctor's browser in a call, and the path of its signaling.
    private func call(
        _ server: TestServer
    ) async throws -> (doctor: TestBrowser, path: String) {
        var doctor = try await server.browser(of: "doctor")
        let (room, _) = try await doctor.enterCall("start")
        return (doctor, "/ws/video-call/\(room)/")
    }

    @Test func `the call's cookie opens the signaling`() async throws {
        try await TestServer.run { server in
            let (doctor, path) = try await call(server)
            var socket = try await TestWebSocket(path, of: doctor)
            try await socket.send(#"{"type":"join","id":"1"}"#)
            let joined = await socket.message("joined")

            #expect(socket.response.status == 101)
            #expect(
                socket.response.header("sec-websocket-accept") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
            #expect(joined?["role"] as? String == "doctor")
            #expect(joined?["answers"] as? String == "1")
        }
    }

    @Test func `it opens over TLS as well`() async throws {
        try await TestServer.run { server in
            let (doctor, path) = try await call(server)
            var secure = TestBrowser(port: server.httpsPort, isTLS: true)
            secure.cookies = doctor.cookies
            var socket = try await TestWebSocket(
                path, of: secure, headers: ["Origin": "https://127.0.0.1:\(server.httpsPort)"])
            try await socket.send(#"{"type":"join"}"#)

            #expect(await socket.message("joined") != nil)
        }
    }

    @Test func `a token opens it for a client without cookies, once`() async throws {
        try await TestServer.run { server in
            var patient = try await server.browser(of: "patient")
            var doctor = try await server.browser(of: "doctor")
            let (room, _) = try await doctor.enterCall("start")
            let answer = try await patient.post("/appointments/a1/video-call/join/")
            let link = answer.json["location"] as? String ?? ""
            let token = String(link.split(separator: "=").last ?? "")
            let tool = server.browser()
            let path = "/ws/video-call/\(room)/"
            let first = try await TestWebSocket(
                path, of: tool, headers: ["Sec-WebSocket-Protocol": "aorta.v1, token.\(token)"])
            let second = try await TestWebSocket(path + "?token=\(token)", of: tool)

            #expect(first.response.status == 101)
            #expect(first.response.header("sec-websocket-protocol") == "aorta.v1")
            #expect(second.response.status == 403)
        }
    }

    @Test func `who may not is refused before 101, and audited`() async throws {
        try await TestServer.run { server in
            let (doctor, path) = try await call(server)
            let stranger = server.browser()
            let other = try await server.browser(of: "stranger")
            let admin = try await server.browser(of: "admin")
            let nothing = try await TestWebSocket(path, of: stranger)
            let wrong = try await TestWebSocket(
                path + "?token=" + BearerSecret.random().text, of: stranger)
            let refused = [
                wrong, try await TestWebSocket(path, of: other),
                try await TestWebSocket(path, of: admin),
                try await TestWebSocket(
                    path, of: doctor, headers: ["Origin": "https://evil.example"]),
                try await TestWebSocket("/ws/other/", of: doctor),
                try await TestWebSocket("/ws/video-call/" + UUIDText.random() + "/", of: doctor),
            ]

            #expect(nothing.response.status == 401)
            #expect(nothing.response.errorCode == "not_signed_in")
            #expect(refused.map(\.response.status) == Array(repeating: 403, count: 6))
            #expect(Set(refused.map(\.response.text)).count == 1)
            let audited = try await server.clinic.audited()
            #expect(audited.contains("access_refused foreign_origin"))
            #expect(audited.contains("access_refused not_of_this_appointment"))
            let others = try await server.clinic.audited(in: TestClinic.otherHospital)
            #expect(others.contains { $0.hasPrefix("access_refused") })
        }
    }

    @Test func `a good token opens it from where others have guessed too often`() async throws {
        try await TestServer.run { server in
            let (_, path) = try await call(server)
            var patient = try await server.browser(of: "patient")
            let answer = try await patient.post("/appointments/a1/video-call/join/")
            let link = answer.json["location"] as? String ?? ""
            let token = String(link.split(separator: "=").last ?? "")
            var tool = server.browser()
            var statuses: [Int] = []
            for _ in 0..<RefusalCount.refusalsPerWindow + 10 {
                let guess = path + "?token=" + BearerSecret.random().text
                statuses.append(try await TestWebSocket(guess, of: tool).response.status)
            }
            let written = try await server.clinic.audited().count
            let good = try await TestWebSocket(path + "?token=\(token)", of: tool)
            let page = try await tool.get(link + "x")

            #expect(statuses.last == 429 && statuses.first == 403)
            #expect(good.response.status == 101)
            #expect(page.status == 429)
            let audited = try await server.clinic.audited()
            #expect(audited.count == written + 1 && audited.last?.hasPrefix("token_bound") == true)
        }
    }

    @Test func `a later request of a connection may become a WebSocket`() async throws {
        try await TestServer.run { server in
            let (doctor, path) = try await call(server)
            var connection = try await TestConnection(port: server.httpPort)
            for _ in 0..<2 {
                let headers = doctor.allHeaders(["Accept": "application/json"])
                try await connection.send(TestRequest.text("GET", "/session", headers: headers))
                #expect(try await connection.readResponse().status == 200)
            }
            var socket = try await TestWebSocket(path, of: doctor, on: connection)
            try await socket.send(#"{"type":"join"}"#)

            #expect(await socket.message("joined") != nil)
        }
    }

    @Test func `an upgrade waits for the answers of requests before it`() async throws {
        try await TestServer.run { server in
            let (doctor, path) = try await call(server)
            let connection = try await TestConnection(port: server.httpPort)
            let headers = doctor.allHeaders(["Accept": "application/json"])
            try await connection.send(TestRequest.text("GET", "/session", headers: headers))
            let pipelined = try await TestWebSocket(path, of: doctor, on: connection)

            #expect(pipelined.response.status == 200)
            var rest = pipelined.connection
            #expect(try await rest.readResponse().status == 101)
        }
    }

    @Test func `another protocol's upgrade is answered as if it had not been asked for`()
        async throws
    {
        try await TestServer.run { server in
            var browser = server.browser()
            let answer = try await browser.get(
                "/healthz", headers: ["Upgrade": "h2c", "Connection": "Upgrade, HTTP2-Settings"])

            #expect(answer.status == 200)
        }
    }

    @Test func `an old version and a broken key are told what is wrong`() async throws {
        try await TestServer.run { server in
            let (doctor, path) = try await call(server)
            let old = try await TestWebSocket(
                path, of: doctor, headers: ["Sec-WebSocket-Version": "8"])
            let keyless = try await TestWebSocket(
                path, of: doctor, headers: ["Sec-WebSocket-Key": "short"])

            #expect(old.response.status == 426)
            #expect(old.response.header("sec-websocket-version") == "13")
            #expect(keyless.response.status == 400)
        }
    }

    @Test func `fragments are one message, pings are answered between them`() async throws {
        try await TestServer.run { server in
            let (doctor, path) = try await call(server)
            var socket = try await TestWebSocket(path, of: doctor)
            try await socket.send(Array(#"{"type":"#.utf8), isFinal: false)
            try await socket.send(opcode: 9, Array("hello".utf8))
            try await socket.send(opcode: 0, Array(#""join"}"#.utf8))
            let pong = await socket.next()

            #expect(pong?.opcode == 10)
            #expect(pong?.text == "hello")
            #expect(await socket.message("joined") != nil)
        }
    }

    @Test func `what breaks the protocol is closed with its code`() async throws {
        try await TestServer.run { server in
            let (doctor, path) = try await call(server)
            func code(_ misbehave: (TestWebSocket) async throws -> Void) async throws -> Int? {
                var socket = try await TestWebSocket(path, of: doctor)
                try await misbehave(socket)
                return await socket.closeCode()
            }
            let huge = [UInt8](repeating: 0x61, count: 70_000)
            let large = [UInt8](repeating: 0x61, count: 40_000)

            #expect(try await code { try await $0.send(huge) } == 1009)
            #expect(
                try await code {
                    try await $0.send(large, isFinal: false)
                    try await $0.send(opcode: 0, large)
                } == 1009)
            #expect(try await code { try await $0.send([0xFF, 0xFE]) } == 1007)
            #expect(try await code { try await $0.send([0x61], isMasked: false) } == 1002)
            #expect(try await code { try await $0.send([0x61], reserved: 4) } == 1002)
            #expect(try await code { try await $0.send(opcode: 0, [0x61]) } == 1002)
            #expect(try await code { try await $0.send(opcode: 3, [0x61]) } == 1002)
            #expect(try await code { try await $0.send(opcode: 9, [], isFinal: false) } == 1002)
            #expect(try await code { try await $0.send(opcode: 2, [0x61]) } == 1003)
            #expect(try await code { try await $0.send(opcode: 8, [0x03, 0xE8]) } == 1000)
        }
    }

    @Test func `a silent WebSocket is closed, one that answers pings is not`() async throws {
        let limits = FrontLimits.quick
        try await TestServer.run(configure: { $0.limits = limits }) { server in
            let (doctor, path) = try await call(server)
            var socket = try await TestWebSocket(path, of: doctor)

            #expect(await socket.closeCode() == 1001)
        }
    }

    @Test func `a WebSocket outlives the limits of idle HTTP`() async throws {
        var limits = FrontLimits.quick
        limits.webSocketIdle = .seconds(60)
        limits.webSocketPing = .seconds(60)
        try await TestServer.run(configure: { $0.limits = limits }) { server in
            let (doctor, path) = try await call(server)
            var socket = try await TestWebSocket(path, of: doctor)
            var idle = try await TestConnection(port: server.httpPort)
            try await idle.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try await idle.readResponse()
            await idle.waitForEnd()
            try await socket.send(#"{"type":"join"}"#)

            #expect(await socket.message("joined") != nil)
        }
    }

    @Test func `a stop closes with 1001`() async throws {
        try await TestServer.run { server in
            let (doctor, path) = try await call(server)
            var socket = try await TestWebSocket(path, of: doctor)
            await server.stop()

            #expect(await socket.closeCode() == 1001)
        }
    }
}

extension FrontLimits {
    /// Limits that a test can wait for, and that a busy machine does not reach by itself.
    static var quick: FrontLimits {
        var limits = FrontLimits()
        limits.classification = .seconds(2)
        limits.idle = .milliseconds(1_500)
        limits.request = .milliseconds(1_500)
        limits.webSocketPing = .milliseconds(100)
        limits.webSocketIdle = .seconds(1)
        return limits
    }
}
