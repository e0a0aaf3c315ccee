import Foundation
import Load
import Testing

@testable import Aorta

/// The bench as whoever types it meets it, and its pieces that ask servers.
@Suite struct BenchTests {
    @Test(arguments: ["direct", "turn-udp"])
    func `a server of its own carries a call, and the figures are saved`(way: String) async throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (json, plot) = (folder.appending(path: "r.json"), folder.appending(path: "r.svg"))
        let bench = try AortaProcess([
            "bench", "--serve", "--calls", "1", "--duration", "2.5", "--settle", "0.5", "--quiet",
            "--way", way, "--json", json.path(), "--plot", plot.path(),
        ])

        let line = await bench.line { $0.hasPrefix("forwarded") }
        #expect(line?.contains("packets/s") == true)
        #expect(await bench.exitStatus() == 0)
        let result = try JSONDecoder().decode(LoadResult.self, from: Data(contentsOf: json))
        let level = try #require(result.levels.first)
        #expect(result.version == 1)
        #expect(level.sessions == 4)
        #expect(level.counters.packetsWrong + level.counters.packetsForged == 0)
        #expect((200...600).contains(level.forwardedPerSecond))
        #expect((level.cpu?.microsecondsPerPacket ?? 0) > 1)
        #expect((level.residentBytes ?? 0) > 1 << 20)
        #expect(try String(contentsOf: plot, encoding: .utf8).hasPrefix("<svg"))
    }

    @Test(arguments: [
        ([], "--serve"), (["--serve", "http://localhost"], "not both"),
        (["ftp://x"], "https://NAME"), (["--serve", "--calls", "2", "--rooms", "2"], "--calls"),
        (["--serve", "--video-size", "9000"], "100 to 1400"),
        (["--serve", "--server-core", "999"], "cores 0 to"),
    ])
    func `what cannot be done is refused with what to do`(
        arguments: [String], hint: String
    ) async throws {
        let bench = try AortaProcess(["bench"] + arguments)
        let error = await bench.errorLine { $0.contains(hint) }
        #expect(error != nil)
        #expect(await bench.exitStatus() == 64)
    }

    @Test func `a server that is not there is said, with status 1`() async throws {
        let bench = try AortaProcess(["bench", "http://127.0.0.1:9", "--settle", "0", "--quiet"])
        let error = await bench.errorLine { $0.contains("Is the server up?") }
        #expect(error != nil)
        #expect(await bench.exitStatus() == 1)
    }

    @Test func `paths are filled in, and a Location is a path or a URL`() {
        #expect(
            WHIPServer.Paths.path("/whip/{room}/{name}", room: "r", name: "n") == "/whip/r/n")
        #expect(WHIPServer.Paths.path("/live?x={name}", room: "r", name: "n") == "/live?x=n")
        #expect(WHIPServer.path(of: "/whip/r/n/1") == "/whip/r/n/1")
        #expect(WHIPServer.path(of: "https://host:1/whip/2?q") == "/whip/2?q")
        #expect(WHIPServer.path(of: "https://host") == "/")
    }

    @Test func `the TURN server is found among the links`() {
        let link =
            "<stun:a>; rel=\"ice-server\", <turn:b?transport=udp>; rel=\"ice-server\"; "
            + "username=\"1:x\"; credential=\"s/=\"; credential-type=\"password\""
        #expect(WHIPServer.relay(in: link) == RelayAccess(username: "1:x", credential: "s/="))
        #expect(WHIPServer.relay(in: "<stun:a>; rel=\"ice-server\"") == nil)
        #expect(WHIPServer.relay(in: "") == nil)
    }

    @Test func `numbers are grouped by thousands`() {
        #expect(BenchWords.grouped(412) == "412")
        #expect(BenchWords.grouped(20_600) == "20,600")
        #expect(BenchWords.grouped(1_234_567.4) == "1,234,567")
    }
}
