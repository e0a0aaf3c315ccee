import Clinic
import Signaling
import Testing

@testable import Front

@Suite(.timeLimit(.minutes(1))) struct ConnectionReportTests {
    static let path = "/video-call/connection-report"

    private static let body = """
        {"client":"browser","lines":[
            {"way":"udp-3478","outcome":"fails","reason":"timeout"},
            {"way":"turn-tls-443","outcome":"works","roundTrip":21.5,"loss":0,"throughput":1.5e6}]}
        """

    private func run(
        _ body: @Sendable (TestServer, RecordingMedia) async throws -> Void
    ) async throws {
        let media = RecordingMedia()
        let report = ReportServices(
            media: media,
            candidates: { [MediaCandidate(isTCP: false, address: "192.0.2.1", port: 3478)] },
            relays: { _ in ["turns:127.0.0.1:443?transport=tcp"] },
            foreignServers: [
                ICEServer(urls: ["turn:other.test:443"], username: "u", credential: "theirs")
            ])
        try await TestServer.run(report: report) { server in try await body(server, media) }
    }

    @Test func `a report is found again by its code, by staff of its hospital`() async throws {
        try await run { server, _ in
            var patient = try await server.browser(of: "patient")
            let stored = try await patient.post(Self.path + "/", Self.body)
            let location = try #require(stored.json["location"] as? String)
            #expect(stored.status == 201)
            #expect((stored.json["lines"] as? [Any])?.count == 2)
            #expect((stored.json["rules"] as? [Any])?.count == 1)
            #expect(stored.json["hasMedia"] as? Bool == true)

            for (name, status) in [
                ("doctor", 200), ("admin", 200), ("patient", 200), ("stranger", 403),
            ] {
                var browser = try await server.browser(of: name)
                let page = try await browser.get(location)
                let found = try await browser.get(location, accept: "application/json")
                #expect(page.status == status, "\(name)")
                #expect(found.status == status, "\(name)")
                #expect(
                    (found.json["code"] as? String == stored.json["code"] as? String)
                        == (status == 200))
            }
            var nobody = server.browser()
            #expect(try await nobody.get(location, accept: "application/json").status == 401)
            let audited = try await server.clinic.audited()
            #expect(audited.count { $0.hasPrefix("report_stored") } == 1)
            #expect(audited.count { $0.hasPrefix("report_opened") } == 3)
            let foreign = try await server.clinic.audited(in: TestClinic.otherHospital)
            #expect(foreign.contains("access_refused unknown_report"))
        }
    }

    @Test func `a code is taken as it is spoken, an unknown one tells nothing`() async throws {
        try await run { server, _ in
            var doctor = try await server.browser(of: "doctor")
            let stored = try await doctor.post(Self.path, Self.body)
            let code = try #require(stored.json["code"] as? String)

            for spelling in [code, code.lowercased(), String(code.filter { $0 != "-" })] {
                let found = try await doctor.get(
                    "\(Self.path)/\(spelling)", accept: "application/json")
                #expect(found.json["code"] as? String == code)
            }
            for wrong in ["ZZZZ-ZZZZ", "no-code", "%00"] {
                let answer = try await doctor.get(
                    "\(Self.path)/\(wrong)", accept: "application/json")
                #expect(answer.status == 403)
            }
        }
    }

    @Test func `without an account a report can be made, for staff to open`() async throws {
        try await run { server, _ in
            var nobody = server.browser()
            let stored = try await nobody.post(Self.path, Self.body)
            let location = try #require(stored.json["location"] as? String)
            var patient = try await server.browser(of: "patient")
            var stranger = try await server.browser(of: "stranger")

            #expect(stored.status == 201)
            #expect(try await patient.get(location, accept: "application/json").status == 403)
            #expect(try await stranger.get(location, accept: "application/json").status == 200)
        }
    }

    @Test func `reports of one source have an end`() async throws {
        try await run { server, _ in
            var nobody = server.browser()
            var statuses: [Int] = []
            for _ in 0..<14 {
                statuses.append(try await nobody.post(Self.path, Self.body).status)
            }

            #expect(statuses.first == 201)
            #expect(statuses.last == 429)
        }
    }

    @Test(arguments: ["", "{}", #"{"client":"browser","lines":[]}"#, #"{"client":"x","lines":[]}"#])
    func `what is no report is refused`(body: String) async throws {
        try await run { server, _ in
            var doctor = try await server.browser(of: "doctor")
            #expect(try await doctor.post(Self.path, body).status == 400)
        }
    }

    @Test func `the setup names the ways and what the server sees`() async throws {
        try await run { server, _ in
            var nobody = server.browser()
            let setup = try await nobody.get(
                Self.path + "/setup", accept: "application/json",
                headers: ["Via": "1.1 squid", "User-Agent": "curl/8"])

            let ways = try #require(setup.json["ways"] as? [[String: Any]])
            let seen = try #require(setup.json["seen"] as? [String: Any])
            #expect(
                ways.compactMap { $0["id"] as? String } == [
                    "udp-3478", "turn-tls-443", "websocket-\(server.httpPort)",
                    "long-poll-\(server.httpPort)",
                ])
            #expect(seen["source"] as? String == "127.0.0.1")
            #expect(seen["proxies"] as? [String] == ["Via: 1.1 squid"])
            #expect(setup.json["certificate"] == nil)
            #expect(!setup.text.contains("credential"))
        }
    }

    @Test func `a probe answers its offer and ends when it is told to`() async throws {
        try await run { server, media in
            var nobody = server.browser()
            let probe = try await nobody.post(Self.path + "/probe", "{}")
            let id = try #require(probe.json["id"] as? String)
            #expect(probe.status == 201)
            #expect(probe.text.contains("for 127.0.0.1:\(server.httpPort)"))
            #expect(!probe.text.contains("theirs"))
            #expect(media.openRooms == 1)

            let bad = try await nobody.post("\(Self.path)/probe/\(id)", #"{"offer":"bad"}"#)
            let good = try await nobody.post("\(Self.path)/probe/\(id)", #"{"offer":"good"}"#)
            #expect(bad.errorCode == "bad_offer")
            #expect(good.json["answer"] as? String == "answer")

            let ended = try await nobody.send(
                "DELETE", "\(Self.path)/probe/\(id)", headers: ["Accept": "application/json"])
            let late = try await nobody.post("\(Self.path)/probe/\(id)", #"{"offer":"good"}"#)
            #expect(ended.status == 204)
            #expect(late.status == 404)
            #expect(media.openRooms == 0)
        }
    }

    @Test func `one source has two probes at once, another has its own`() async throws {
        try await run { server, media in
            var nobody = server.browser()
            var doctor = try await server.browser(of: "doctor")

            #expect(try await nobody.post(Self.path + "/probe", "{}").status == 201)
            #expect(try await nobody.post(Self.path + "/probe", "{}").status == 201)
            #expect(try await nobody.post(Self.path + "/probe", "{}").status == 429)
            let own = try await doctor.post(Self.path + "/probe", "{}")
            #expect(own.status == 201)
            #expect(own.text.contains("theirs"))
            #expect(media.openRooms == 3)
        }
    }

    @Test func `strangers leave room for those who have signed in`() async throws {
        let media = RecordingMedia()
        let desk = ProbeDesk(media: media)
        for number in 0..<ProbeDesk.strangerLimit {
            _ = try await desk.open(for: "source \(number)", isStranger: true)
        }

        await #expect(throws: ProbeDesk.Failure.full) {
            _ = try await desk.open(for: "one more", isStranger: true)
        }
        for number in ProbeDesk.strangerLimit..<ProbeDesk.limit {
            _ = try await desk.open(for: "person \(number)", isStranger: false)
        }
        await #expect(throws: ProbeDesk.Failure.full) {
            _ = try await desk.open(for: "person too many", isStranger: false)
        }
        #expect(media.openRooms == ProbeDesk.limit)
    }

    @Test func `an answer is held back as long as it is asked to be`() async throws {
        try await run { server, _ in
            var nobody = server.browser()
            let answer = try await nobody.get(
                Self.path + "/hold?ms=20", accept: "application/json")

            #expect(answer.json["held"] as? Int == 20)
        }
    }

    @Test func `a WebSocket says back what it is told`() async throws {
        try await run { server, _ in
            var socket = try await TestWebSocket(Self.path + "/echo/", of: server.browser())
            try await socket.send("one")

            #expect(socket.isOpen)
            #expect(await socket.next()?.text == "one")
        }
    }
}
