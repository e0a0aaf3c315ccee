import Foundation
import Glibc
import Testing

/// `aorta turn` as a program, from its start to its stop.
@Suite(.timeLimit(.minutes(2))) struct TURNProcessTests {
    @Test func `it says when it is ready, answers over UDP and TCP, and stops with 0`()
        async throws
    {
        let port = try StreamProbe.freePort()
        let address = "127.0.0.1:\(port)"
        let server = try AortaProcess([
            "turn", "--udp", address, "--tcp", address, "--user", "name:password",
        ])
        let line = await server.line { $0.hasPrefix("TURN is ready") }

        #expect(line?.contains("udp \(address), tcp \(address)") == true)
        for kind in [SOCK_DGRAM, SOCK_STREAM] {
            let answer = try StreamProbe(kind, port: port)
                .exchange(StreamProbe.bindingRequest)
            #expect(answer.prefix(2) == [0x01, 0x01])  // Binding success (RFC 8489 §5)
        }
        #expect(await server.stop() == 0)
    }

    @Test(arguments: [
        (["turn"], "give a --user NAME:PASSWORD or a --secret"),
        (["turn", "--user", "a:b", "--tls", "127.0.0.1:0"], "--tls needs --cert and --key"),
        (["turn", "--user", "a:b", "--deny-peer", "10.0.0.0/33"], "option --deny-peer"),
        (["turn", "--user", "nobody"], "option --user"),
    ])
    func `what it cannot work with is told`(arguments: [String], words: String) async throws {
        let server = try AortaProcess(arguments)
        let line = await server.errorLine { $0.contains(words) }

        #expect(line != nil)
        #expect(await server.exitStatus() != 0)
    }

    @Test func `a malformed network in the file stops the start with its line`() async throws {
        let path = FileManager.default.temporaryDirectory.path + "/" + UUID().uuidString + ".yaml"
        try "turn:\n  secret: s\n  allowPeers: [10.0.0.0/8, 10.1]\n".write(
            toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let server = try AortaProcess(["turn", "--config", path])
        let line = await server.errorLine { $0.contains("turn.allowPeers") }

        #expect(line?.contains("\(path):3:") == true)
        #expect(await server.exitStatus() != 0)
    }
}
