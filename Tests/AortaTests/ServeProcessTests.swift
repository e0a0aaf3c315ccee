import Foundation
import Testing

/// The built program, from its start to its stop.
@Suite(.timeLimit(.minutes(2))) struct ServeProcessTests {
    @Test func `a demo starts, answers, and stops with 0 on SIGTERM`() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/aorta-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let server = try AortaProcess([
            "serve", "--demo", "--http", "127.0.0.1:0", "--udp", "127.0.0.1:0", "--data", folder,
        ])
        let link = try #require(await server.line { $0.contains("/demo/doctor") })
        let address = link.split(separator: " ").last.map(String.init) ?? ""
        let url = try #require(URL(string: address)?.deletingLastPathComponent())
        let ready = try await AortaProcess.curl(
            url.deletingLastPathComponent().appending(path: "readyz").absoluteString)
        let page = try await AortaProcess.curl(address)

        #expect(ready == #"{"status":"ready"}"#)
        #expect(page.isEmpty)
        #expect(await server.stop() == 0)
        #expect(FileManager.default.fileExists(atPath: folder + "/aorta.sqlite"))
    }

    @Test func `a mistake in the file stops the start with its line`() async throws {
        let path = FileManager.default.temporaryDirectory.path + "/" + UUID().uuidString + ".yaml"
        try "media:\n  shrads: 2\n".write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let server = try AortaProcess(["serve", "--config", path])
        let line = await server.errorLine { $0.contains("unknown key") }

        #expect(line?.contains("\(path):2: unknown key 'media.shrads'") == true)
        #expect(await server.exitStatus() != 0)
    }

    @Test func `an address that is taken is told`() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/aorta-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let first = try AortaProcess([
            "serve", "--http", "127.0.0.1:0", "--udp", "127.0.0.1:0", "--data", folder + "/1",
        ])
        let link = try #require(await first.line { $0.contains("http://") })
        let port = link.split(separator: ":").last?.prefix { $0.isNumber } ?? ""
        let second = try AortaProcess([
            "serve", "--http", "127.0.0.1:\(port)", "--udp", "127.0.0.1:0",
            "--data", folder + "/2",
        ])
        let line = await second.errorLine { $0.contains("cannot be opened") }

        #expect(line?.contains("127.0.0.1:\(port)") == true)
        #expect(await second.exitStatus() != 0)
        #expect(await first.stop() == 0)
    }
}
