import Simulation
import Testing
import Wire

@testable import DTLSSRTP

/// Handshakes with an OpenSSL client, on a network that loses nothing.
@Suite struct DTLSHandshakeTests {
    @Test(arguments: [
        ("SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80", SRTPProfile.aeadAES128GCM),
        ("SRTP_AES128_CM_SHA1_80:SRTP_AEAD_AES_128_GCM", .aeadAES128GCM),
        ("SRTP_AES128_CM_SHA1_80", .aes128CMHMACSHA1_80),
    ])
    func `both ends export the same keys`(offered: String, profile: SRTPProfile) throws {
        let scene = try DTLSScene(.init(profiles: offered))

        let material = try #require(scene.run()?.keyingMaterial)

        #expect(scene.client.isConnected)
        #expect(material == scene.client.keyingMaterial(profile))
        #expect(material.remoteSalt.count == profile.saltLength)
        #expect(scene.server.nextDeadline == nil)
        #expect("\(material)" == "KeyingMaterial(\(profile))")
    }

    @Test func `media flows under the exported keys`() throws {
        let scene = try DTLSScene()
        let material = try #require(scene.run()?.keyingMaterial)
        let receiver = SRTPReceiver(
            profile: material.profile, key: material.remoteKey, salt: material.remoteSalt)
        let browser = SRTPSender(
            profile: material.profile, key: material.remoteKey, salt: material.remoteSalt)

        let sealed = try browser.protect(TestPackets.rtp(sequence: 4))
        #expect(try receiver.unprotect(sealed) == TestPackets.rtp(sequence: 4))
    }

    @Test func `a client of another certificate gets no keys`() throws {
        let scene = try DTLSScene()
        scene.server.expectedFingerprint = try DTLSCertificate.generate().fingerprint

        #expect(scene.run() == .failed(.fingerprintMismatch))
        #expect(scene.deliver(scene.client.send("more")) == nil)
    }

    @Test func `keys are held back until the fingerprint is known`() throws {
        let scene = try DTLSScene(expecting: false)

        #expect(scene.run() == nil)
        #expect(scene.client.isConnected)
        #expect(scene.server.advance(to: scene.now) == nil)

        scene.server.expectedFingerprint = scene.clientFingerprint
        let event = try scene.waitForDeadline()
        #expect(event?.keyingMaterial == scene.client.keyingMaterial(.aeadAES128GCM))
        #expect(scene.server.advance(to: scene.now) == nil)
    }

    @Test func `a wrong fingerprint that comes late gives no keys either`() throws {
        let scene = try DTLSScene(expecting: false)
        _ = scene.run()

        scene.server.expectedFingerprint = DTLSFingerprint(
            bytes: [UInt8](repeating: 7, count: 32))
        #expect(try scene.waitForDeadline() == .failed(.fingerprintMismatch))
    }

    @Test(arguments: DTLSFingerprint.Algorithm.allCases)
    func `the description may name any SHA-2`(algorithm: DTLSFingerprint.Algorithm) throws {
        let scene = try DTLSScene(expecting: false)
        let certificate = try DTLSScene.clientCertificate.get()
        let hash = try #require(CertificateHash.of(certificate, algorithm))

        scene.server.expectedFingerprint = hash
        #expect(scene.run()?.keyingMaterial != nil)
    }

    @Test func `a client without a certificate is refused`() throws {
        let scene = try DTLSScene(hasCertificate: false)
        #expect(scene.run() == .failed(.handshakeRefused))
    }

    @Test func `a client without SRTP is refused`() throws {
        let scene = try DTLSScene(.init(profiles: nil))
        #expect(scene.run() == .failed(.noCommonProfile))
    }

    @Test func `the client's goodbye is heard, and ours said`() throws {
        let one = try DTLSScene()
        _ = one.run()
        #expect(one.deliver(one.client.close()) == .closed)
        #expect(one.deliver(one.client.send("x")) == nil)

        let other = try DTLSScene()
        _ = other.run()
        other.server.close()
        _ = other.client.exchange(other.server.takeOutgoing())
        #expect(other.client.hasBeenToldGoodbye)
    }

    @Test func `data is thrown away`() throws {
        let scene = try DTLSScene()
        _ = scene.run()
        #expect(scene.deliver(scene.client.send(String(repeating: "x", count: 500))) == nil)
        #expect(scene.server.takeOutgoing().isEmpty)
    }

    @Test func `a fingerprint reads back from its text, in any case`() throws {
        let fingerprint = try DTLSCertificate.generate().fingerprint

        #expect(fingerprint.text.utf8.count == 95)
        #expect(DTLSFingerprint(algorithm: "SHA-256", text: fingerprint.text) == fingerprint)
        #expect(
            DTLSFingerprint(algorithm: "sha-256", text: fingerprint.text.lowercased())
                == fingerprint)
    }

    @Test(arguments: [
        ("sha-1", "AB:CD"), ("sha-256", ""), ("sha-256", "AB:CD"), ("sha-256", "A:B"),
        ("sha-256", "+1:+2"), ("sha-256", "::"),
    ])
    func `what is no fingerprint is refused`(algorithm: String, text: String) {
        #expect(DTLSFingerprint(algorithm: algorithm, text: text) == nil)
    }
}
