import Foundation
import Testing

/// `aorta check` against `aorta serve`, both as they are built.
@Suite(.timeLimit(.minutes(2))) struct CheckProcessTests {
    private struct Found: Decodable {
        struct Line: Decodable {
            struct Way: Decodable {
                let id: String
                let kind: String
            }
            struct Result: Decodable {
                let outcome: String
                let roundTrip: Double?
                let loss: Double?
                let reason: String?
            }
            let way: Way
            let result: Result
        }
        let works: Bool
        let lines: [Line]
        let code: String?
        let isCertificateOurs: Bool?
    }

    @Test func `every way of a running server works, by its own certificate`() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/aorta-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let server = try AortaProcess([
            "serve", "--demo", "--https", "127.0.0.1:0", "--udp", "127.0.0.1:0", "--data", folder,
            "--public-address", "127.0.0.1",
        ])
        let link = try #require(await server.line { $0.contains("/demo/doctor") })
        let address = try #require(link.split(separator: " ").last.map(String.init))
        let port = try #require(URL(string: address)?.port)

        let check = try AortaProcess([
            "check", "--json", "--quiet", "--ca", folder + "/tls/certificate.pem",
            "https://localhost:\(port)",
        ])
        var text = ""
        while let line = await check.line({ _ in true }) { text += line + "\n" }
        let found = try JSONDecoder().decode(Found.self, from: Data(text.utf8))

        #expect(found.works)
        #expect(found.lines.contains { $0.way.kind == "udp" })
        #expect(found.lines.contains { $0.way.kind == "websocket" })
        #expect(found.lines.contains { $0.way.kind == "long-poll" })
        for line in found.lines {
            #expect(line.result.outcome == "works", "\(line.way.id): \(line.result.reason ?? "")")
            #expect(line.result.roundTrip.map { $0 > 0 } == true)
        }
        #expect(found.code?.count == 9)
        #expect(found.isCertificateOurs == true)
        #expect(await check.exitStatus() == 0)
        #expect(await server.stop() == 0)
    }

    @Test func `a server that is not there is told, with status 1`() async throws {
        let check = try AortaProcess(["check", "--timeout", "1", "http://127.0.0.1:9"])
        let line = await check.line { $0.contains("cannot be asked") }

        #expect(line?.contains("refused") == true)
        #expect(await check.exitStatus() == 1)
    }

    @Test(arguments: [["check"], ["check", "ftp://x"], ["check", "--timeout", "0", "https://x"]])
    func `a wrong command line ends with 64`(arguments: [String]) async throws {
        let check = try AortaProcess(arguments)

        #expect(await check.exitStatus() == 64)
    }
}
