import Foundation
import Testing

@testable import Aorta

@Suite struct TURNSecretTests {
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.path + "/aorta-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    @Test func `a secret is made once, and only the server may read it`() throws {
        try withFolder { folder in
            let made = try TURNSecret(configured: nil, folder: folder)
            let kept = try TURNSecret(configured: nil, folder: folder)

            #expect(made.bytes.count == 64 && made.bytes == kept.bytes)
            let attributes = try FileManager.default.attributesOfItem(
                atPath: folder + "/turn-secret")
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test func `the operator's secret leaves no file`() throws {
        try withFolder { folder in
            let secret = try TURNSecret(configured: "shared", folder: folder)

            #expect(secret.bytes == Array("shared".utf8))
            #expect(!FileManager.default.fileExists(atPath: folder + "/turn-secret"))
        }
    }

    @Test func `a file that holds none stops the start`() throws {
        try withFolder { folder in
            try Data("\n".utf8).write(to: URL(filePath: folder + "/turn-secret"))

            #expect(throws: StartFailure.self) {
                try TURNSecret(configured: nil, folder: folder)
            }
        }
    }
}
