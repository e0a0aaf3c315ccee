import Foundation
import FoundationNetworking
import Testing

/// Tools and their tokens, against the built program.
@Suite(.timeLimit(.minutes(2))) struct ToolProcessTests {
    private static let fingerprint = [String](repeating: "AB", count: 32).joined(separator: ":")

    /// One who sends VP8, or receives it.
    private static func offer(_ direction: String) -> String {
        """
        v=0
        o=- 1 2 IN IP4 127.0.0.1
        s=-
        t=0 0
        a=group:BUNDLE 0
        m=video 9 UDP/TLS/RTP/SAVPF 120
        c=IN IP4 0.0.0.0
        a=ice-ufrag:abcd
        a=ice-pwd:0123456789abcdefghijkl
        a=fingerprint:sha-256 \(fingerprint)
        a=setup:actpass
        a=mid:0
        a=\(direction)
        a=rtcp-mux
        a=rtpmap:120 VP8/90000

        """
    }

    private struct Answer {
        let status: Int
        let location: String
        let body: String
    }

    private static func request(
        _ method: String, _ url: URL, token: String, body: String? = nil
    ) async throws -> Answer {
        var request = URLRequest(url: url)
        request.httpMethod = method
        request.httpBody = body.map { Data($0.utf8) }
        request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization")
        request.setValue("application/sdp", forHTTPHeaderField: "Content-Type")
        let (data, response) = try await URLSession.shared.data(for: request)
        let answer = try #require(response as? HTTPURLResponse)
        return Answer(
            status: answer.statusCode,
            location: answer.value(forHTTPHeaderField: "Location") ?? "",
            body: String(decoding: data, as: UTF8.self))
    }

    private static func token(_ arguments: String..., data: String) async throws -> String {
        let process = try AortaProcess(["token", "--data", data] + arguments)
        let line = await process.line { _ in true }
        #expect(await process.exitStatus() == 0)
        return line ?? ""
    }

    @Test func `a token publishes and plays, until all are revoked`() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/aorta-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        // Made before the server's first start, with the folder.
        let early = try await Self.token("publish,subscribe", "stud*", data: folder)
        let server = try AortaProcess([
            "serve", "--http", "127.0.0.1:0", "--udp", "127.0.0.1:0", "--tool-rooms",
            "--data", folder,
        ])
        let line = try #require(await server.line { $0.contains("http://") })
        let address = line.split(separator: " ").last.map(String.init) ?? ""
        let base = try #require(URL(string: address))
        let whip = base.appending(path: "whip/studio/camera")
        let whep = base.appending(path: "whep/studio/camera")

        let published = try await Self.request(
            "POST", whip, token: early, body: Self.offer("sendonly"))
        #expect(published.status == 201)
        #expect(published.body.contains("a=recvonly"))
        let subscriber = try await Self.token("subscribe", "studio", data: folder)
        let played = try await Self.request(
            "POST", whep, token: subscriber, body: Self.offer("recvonly"))
        #expect(played.status == 201)
        #expect(played.body.contains("a=sendonly"))
        #expect(played.body.contains("a=rtpmap:120 VP8/90000"))
        #expect(played.body.contains("a=ssrc:"))

        let session = try #require(URL(string: published.location, relativeTo: base))
        let player = try #require(URL(string: played.location, relativeTo: base))
        #expect(try await Self.request("DELETE", player, token: early).status == 200)
        #expect(try await Self.request("DELETE", player, token: early).status == 404)

        _ = try await Self.token("--revoke-all", data: folder)
        let refused = try await Self.request("DELETE", session, token: early)
        #expect(refused.status == 401)
        let fresh = try await Self.token("publish", "studio", data: folder)
        let again = try await Self.request(
            "POST", base.appending(path: "whip/studio/other"), token: fresh,
            body: Self.offer("sendonly"))
        #expect(again.status == 201)
        let secret = try FileManager.default.attributesOfItem(atPath: folder + "/tool-secret")
        #expect(secret[.posixPermissions] as? Int == 0o600)
        #expect(await server.stop() == 0)
    }

    @Test(arguments: [
        ["token", "publish"], ["token", "watch", "studio"], ["token", "publish", "a b"],
        ["token", "publish", "studio", "--ttl", "1y"],
        ["token", "publish", "6f9619ff-8b86-4011-b42d-00c04fc964ff"],
        ["token", "publish", "studio", "--revoke-all"],
    ])
    func `a wish that makes no sense makes no token`(arguments: [String]) async throws {
        let process = try AortaProcess(arguments)

        #expect(await process.exitStatus() != 0)
        #expect(!FileManager.default.fileExists(atPath: "data/tool-secret"))
    }
}
