import Foundation
import Testing

/// What an operator types, beside a server that runs.
@Suite(.timeLimit(.minutes(2))) struct OperatorProcessTests {
    @Test func `people, appointments and keys made beside a running server work in it at once`()
        async throws
    {
        let folder = FileManager.default.temporaryDirectory.path + "/aorta-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let server = try AortaProcess([
            "serve", "--http", "127.0.0.1:0", "--udp", "127.0.0.1:0", "--data", folder,
        ])
        let ready = try #require(await server.line { $0.contains("http://") })
        let port = ready.split(separator: ":").last?.prefix { $0.isNumber } ?? ""
        try await Self.run(folder, "hospitals", "add", "st-mary", "St Mary")
        let doctor = try await Self.run(
            folder, "users", "add", "ada@one.test", "--hospital", "st-mary", "--role", "doctor",
            "--name", "Ada", "--no-password")
        _ = try await Self.run(
            folder, "users", "add", "ben@one.test", "--hospital", "st-mary", "--role", "patient",
            "--name", "Ben", "--no-password")
        let appointment = try await Self.run(
            folder, "appointments", "add", "--hospital", "st-mary", "--doctor", "ada@one.test",
            "--patient", "ben@one.test", "--at", "2026-12-01T09:30Z")
        let key = try await Self.run(
            folder, "keys", "create", "--hospital", "st-mary", "--name", "portal",
            "--scope", "appointments:read")
        let listed = try await AortaProcess.curl(
            "http://127.0.0.1:\(port)/api/v1/appointments",
            headers: ["Authorization: Bearer \(key)"])
        let verdicts = try await Self.run(folder, "audit", "verify")
        let lines = try await Self.run(folder, "audit", "export", "--hospital", "st-mary")

        #expect(UUID(uuidString: doctor) != nil)
        #expect(listed.contains(#""id":"\#(appointment)""#))
        #expect(verdicts.contains("hospital st-mary: intact"))
        #expect(lines.contains(#""kind":"hospital_saved""#))
        #expect(await server.stop() == 0)
    }

    @Test func `a folder without a database is told, not made`() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/aorta-" + UUID().uuidString
        let command = try AortaProcess(["users", "list", "--data", folder])
        let line = await command.errorLine { $0.contains("there is no database") }

        #expect(line?.contains("aorta hospitals add") == true)
        #expect(await command.exitStatus() != 0)
        #expect(!FileManager.default.fileExists(atPath: folder))
    }

    /// What the command prints; fails when it exits with anything but 0.
    @discardableResult
    private static func run(_ folder: String, _ arguments: String...) async throws -> String {
        let command = try AortaProcess(arguments + ["--data", folder])
        var printed: [String] = []
        while let line = await command.line({ _ in true }) { printed.append(line) }
        #expect(await command.exitStatus() == 0)
        return printed.joined(separator: "\n")
    }
}
