import STUN
import Testing
import Wire

@Suite struct LongTermCredentialTests {
    @Test func `RFC 5769 §2.4 sample request decodes, and its MESSAGE-INTEGRITY is right`() throws {
        let sample = LongTermSamples.request
        let message = try STUNMessage(decoding: sample)

        #expect(message.text(of: .username, in: sample) == LongTermSamples.name)
        #expect(message.text(of: .realm, in: sample) == LongTermSamples.realm)
        #expect(message.text(of: .nonce, in: sample) == LongTermSamples.nonce)
        #expect(message.integrity == .sha1)
        #expect(message.isIntact(in: sample, key: LongTermSamples.key(.md5), by: .sha1))
        #expect(!message.isIntact(in: sample, key: LongTermSamples.key(.sha256), by: .sha1))
        #expect(!message.isIntact(in: sample, key: LongTermSamples.key(.md5), by: .sha256))
    }

    @Test func `RFC 5769 §2.4 is reproduced byte for byte`() {
        let datagram = written { writer in
            writer.write(.username, Array(LongTermSamples.name.utf8))
            writer.write(.nonce, Array(LongTermSamples.nonce.utf8))
            writer.write(.realm, Array(LongTermSamples.realm.utf8))
            writer.write(.sha1, key: LongTermSamples.key(.md5))
        }
        #expect(datagram == LongTermSamples.request)
    }

    @Test func `RFC 8489 §B.1 sample request decodes, and its SHA-256 integrity is right`() throws {
        let sample = LongTermSamples.requestSHA256
        let message = try STUNMessage(decoding: sample)
        let userhash = LongTermKey.userhash(
            name: Array(LongTermSamples.name.utf8), realm: Array(LongTermSamples.realm.utf8))

        #expect(message.first(.userhash).map { Array(sample[$0.value]) } == userhash)
        #expect(message.text(of: .nonce, in: sample) == LongTermSamples.nonceSHA256)
        #expect(message.passwordAlgorithm(in: sample) == .sha256)
        #expect(message.integrity == .sha256)
        #expect(message.isIntact(in: sample, key: LongTermSamples.key(.sha256), by: .sha256))
        #expect(!message.isIntact(in: sample, key: LongTermSamples.key(.md5), by: .sha256))
    }

    @Test func `RFC 8489 §B.1 is reproduced byte for byte`() {
        let datagram = written { writer in
            writer.write(
                .userhash,
                LongTermKey.userhash(
                    name: Array(LongTermSamples.name.utf8),
                    realm: Array(LongTermSamples.realm.utf8)))
            writer.write(.nonce, Array(LongTermSamples.nonceSHA256.utf8))
            writer.write(.realm, Array(LongTermSamples.realm.utf8))
            writer.write(.passwordAlgorithm, [0, 2, 0, 0])
            writer.write(.sha256, key: LongTermSamples.key(.sha256))
        }
        #expect(datagram == LongTermSamples.requestSHA256)
    }

    @Test(arguments: 0..<LongTermSamples.requestSHA256.count * 8)
    func `a flipped bit anywhere breaks MESSAGE-INTEGRITY-SHA256`(bit: Int) {
        var damaged = LongTermSamples.requestSHA256
        damaged[bit / 8] ^= 1 << UInt8(bit % 8)
        let message = try? STUNMessage(decoding: damaged)
        let key = LongTermSamples.key(.sha256)
        #expect(message?.isIntact(in: damaged, key: key, by: .sha256) != true)
    }

    @Test(arguments: 0..<LongTermSamples.requestSHA256.count)
    func `every truncation is refused`(length: Int) {
        var shortened = Array(LongTermSamples.requestSHA256.prefix(length))
        #expect(throws: STUNDecodeError.self) { try STUNMessage(decoding: shortened) }

        guard length >= 20 else { return }
        shortened[3] = UInt8(length - 20)
        let message = try? STUNMessage(decoding: shortened)
        let key = LongTermSamples.key(.sha256)
        #expect(message?.isIntact(in: shortened, key: key, by: .sha256) != true)
    }

    /// The code covers a header whose length counts the shortened attribute.
    @Test(arguments: [0, 4, 12, 14, 16, 20, 24, 28, 32, 36])
    func `§14.6 a code of 16 to 32 bytes in steps of four is taken`(length: Int) throws {
        let key = Array("secret".utf8)
        var whole = written { $0.write(.sha256, key: key) }
        whole[3] = UInt8(4 + (length + 3) & ~3)
        let code = HMACUnderTest.sha256(whole.prefix(20), key: key) + [0, 0, 0, 0]
        let datagram =
            whole.prefix(22) + [0, UInt8(length)] + code.prefix((length + 3) & ~3)

        let message = try STUNMessage(decoding: Array(datagram))
        let isAllowed = (16...32).contains(length) && length % 4 == 0
        #expect(message.isIntact(in: Array(datagram), key: key, by: .sha256) == isAllowed)
    }

    @Test func `§14.5 behind MESSAGE-INTEGRITY only the SHA-256 one and FINGERPRINT count`() throws
    {
        let key = Array("secret".utf8)
        let datagram = written { writer in
            writer.write(.sha1, key: key)
            writer.write(.username, [1])
            writer.write(.sha256, key: key)
            writer.write(.realm, [2])
            writer.write(.sha1, key: key)
            writer.writeFingerprint()
        }
        let message = try STUNMessage(decoding: datagram)
        #expect(
            message.attributes.map(\.type)
                == [.messageIntegrity, .messageIntegritySHA256, .fingerprint])
        #expect(message.isIntact(in: datagram, key: key, by: .sha1))
        #expect(message.isIntact(in: datagram, key: key, by: .sha256))
        #expect(message.integrity == .sha256)
    }

    @Test func `§14.6 behind MESSAGE-INTEGRITY-SHA256 only FINGERPRINT counts`() throws {
        let key = Array("secret".utf8)
        let datagram = written { writer in
            writer.write(.sha256, key: key)
            writer.write(.sha1, key: key)
            writer.write(.username, [1])
            writer.writeFingerprint()
        }
        let message = try STUNMessage(decoding: datagram)
        #expect(message.attributes.map(\.type) == [.messageIntegritySHA256, .fingerprint])
    }

    @Test(
        arguments: [
            ([0, 1, 0, 0], PasswordAlgorithm.md5), ([0, 2, 0, 0], .sha256), ([0, 3, 0, 0], nil),
            ([0, 2, 0, 1], nil), ([0, 2, 0], nil), ([0, 2, 0, 0, 0, 0, 0, 0], nil), ([], nil),
        ] as [([UInt8], PasswordAlgorithm?)])
    func `§14.12 a password algorithm is known or none`(
        value: [UInt8], algorithm: PasswordAlgorithm?
    ) throws {
        let datagram = written { $0.write(.passwordAlgorithm, value) }
        #expect(try STUNMessage(decoding: datagram).passwordAlgorithm(in: datagram) == algorithm)
    }

    private func written(_ write: (inout STUNMessageWriter) -> Void) -> [UInt8] {
        MessageUnderTest.written(
            .request, .binding, LongTermSamples.transactionID, write)
    }
}
