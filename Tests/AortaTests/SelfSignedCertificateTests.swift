import Foundation
import Testing

@testable import Aorta

@Suite struct SelfSignedCertificateTests {
    private func folder() -> String {
        FileManager.default.temporaryDirectory.path + "/aorta-tls-" + UUID().uuidString
    }

    @Test func `a certificate names the hosts and is PEM`() throws {
        let made = try #require(
            SelfSignedCertificate(names: ["localhost", "127.0.0.1", "2001:db8::7"]))

        let certificate = String(decoding: made.certificate, as: UTF8.self)
        let key = String(decoding: made.privateKey, as: UTF8.self)
        #expect(certificate.hasPrefix("-----BEGIN CERTIFICATE-----"))
        #expect(key.hasPrefix("-----BEGIN PRIVATE KEY-----"))
    }

    @Test func `a name that is none makes no certificate`() {
        #expect(SelfSignedCertificate(names: ["a,IP:x"]) == nil)
    }

    @Test func `it is made once and kept, the key for its owner alone`() throws {
        let folder = folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }

        let first = try CertificateFolder(in: folder, names: ["localhost"])
        let made = try Data(contentsOf: URL(filePath: first.certificatePath))
        _ = try CertificateFolder(in: folder, names: ["localhost"])

        #expect(try Data(contentsOf: URL(filePath: first.certificatePath)) == made)
        let attributes = try FileManager.default.attributesOfItem(atPath: first.keyPath)
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
    }
}
