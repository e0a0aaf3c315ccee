import Clinic
import Engine
import Foundation
import Glibc
import Logging
import STUN
import Signaling
import TURN
import Testing
import Wire

@testable import Aorta

/// A participant's TURN credentials against the engine that they are for.
@Suite(.timeLimit(.minutes(1))) struct TURNCredentialsTests {
    private let room = MediaRoomID(rawValue: "room")
    private let endpoint = MediaEndpointID(rawValue: "endpoint")

    private func withPlane(
        _ body: (EngineMediaPlane, UInt16) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/aorta-" + UUID().uuidString
        var configuration = ServerConfiguration()
        configuration.media.udp = SocketAddress(ipv4: 0x7F00_0001, port: 0)
        configuration.server.data = folder
        let server = RelayServer(configuration: configuration)
        var media = MediaConfiguration(
            listenAddress: configuration.media.udp, recordingsDirectory: folder)
        media.turn = configuration.turnBesideCalls(secret: Array("secret".utf8))
        let engine = try MediaEngine.start(media, logger: Logger(label: "test"))
        let secret = try TURNSecret(configured: "secret", folder: folder)
        let plane = EngineMediaPlane(
            engine: engine, access: server.turnAccess(secret, engine), vault: nil)
        do {
            _ = try await plane.openRoom(room)
            try await plane.addEndpoint(endpoint, to: room, isAdmitted: true)
            try await body(plane, try #require(engine.localAddresses.first).port)
        } catch {
            await engine.shutdown()
            throw error
        }
        await engine.shutdown()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Asks for an allocation; the error's code, 0 for success.
    private func allocate(
        with server: ICEServer, on probe: StreamProbe, nonce: [UInt8]? = nil
    ) throws -> Int {
        let message = [UInt8](unsafeUninitializedCapacity: 1_024) { buffer, count in
            var writer = STUNMessageWriter(
                messageClass: .request, method: .allocate,
                transactionID: TransactionID(high: 1, low: .random(in: 0...UInt64.max)),
                into: UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: 1_024))
            writer.write(.requestedTransport, [17, 0, 0, 0])
            if let nonce {
                let name = Array((server.username ?? "").utf8)
                let password = Array((server.credential ?? "").utf8)
                let realm = Array("aorta".utf8)
                writer.write(.username, name)
                writer.write(.realm, realm)
                writer.write(.nonce, nonce)
                writer.write(
                    .sha1, key: LongTermKey.md5(name: name, realm: realm, password: password))
            }
            count = writer.count
        }
        let answer = try probe.exchange(message)
        let response = try STUNMessage(decoding: answer.span.bytes)
        guard nonce == nil else { return response.errorCode(in: answer.span.bytes) ?? 0 }
        let challenge = try #require(response.first(.nonce))
        return try allocate(with: server, on: probe, nonce: Array(answer[challenge.value]))
    }

    @Test func `they make allocations until the endpoint is removed`() async throws {
        try await withPlane { plane, port in
            let servers = await plane.iceServers(for: endpoint, in: room, host: nil)
            let server = try #require(servers.last)

            #expect(try allocate(with: server, on: StreamProbe(SOCK_DGRAM, port: port)) == 0)
            await plane.removeEndpoint(endpoint, from: room)
            let code = try allocate(with: server, on: StreamProbe(SOCK_DGRAM, port: port))
            #expect(code == 401 || code == 403)
        }
    }

    @Test func `they end with the room`() async throws {
        try await withPlane { plane, port in
            let servers = await plane.iceServers(for: endpoint, in: room, host: nil)
            let server = try #require(servers.last)

            await plane.closeRoom(room)
            let code = try allocate(with: server, on: StreamProbe(SOCK_DGRAM, port: port))
            #expect(code == 401 || code == 403)
            let late = await plane.iceServers(for: endpoint, in: room, host: nil)
            #expect(late.isEmpty)
        }
    }
}
