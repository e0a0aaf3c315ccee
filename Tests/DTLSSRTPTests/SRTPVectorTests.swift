import Testing

@testable import DTLSSRTP

/// The published test vectors, which give session keys rather than master keys.
@Suite struct SRTPVectorTests {
    @Test func `RFC 3711 B.2: the AES-CM key stream`() throws {
        let cipher = SRTPCipher(
            profile: .aes128CMHMACSHA1_80, kind: .rtp, direction: .encrypt,
            keys: SRTPSessionKeys(
                encryption: TestPackets.hex("2B7E151628AED2A6ABF7158809CF4F3C"),
                authentication: [],
                salt: TestPackets.hex("F0F1F2F3F4F5F6F7F8F9FAFBFCFD")))

        let stream = try cipher.sealed(
            header: [], payload: [UInt8](repeating: 0, count: 48), trailer: 0,
            nonce: PacketNonce(ssrc: 0, index: 0))

        #expect(
            stream.prefix(48)
                == TestPackets.hex(
                    """
                    E03EAD0935C95E80E166B16DD92B4EB4 D23513162B02D0F72A43A2FE4A5F97AB
                    41E95B3BB0A2E8DD477901E4FCA894C0
                    """)[...])
    }

    @Test func `RFC 3711 B.3: key derivation`() {
        let keys = SRTPSessionKeys(
            profile: .aes128CMHMACSHA1_80, kind: .rtp,
            masterKey: TestPackets.hex("E1F97A0D3E018BE0D64FA32C06DE4139"),
            masterSalt: TestPackets.hex("0EC675AD498AFEEBB6960B3AABE6"))

        #expect(keys.encryption == TestPackets.hex("C61E7A93744F39EE10734AFE3FF7A087"))
        #expect(keys.salt == TestPackets.hex("30CBBC08863D8C85D49DB34A9AE1"))
        #expect(
            keys.authentication == TestPackets.hex("CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4"))
    }

    private static let gcmKeys = SRTPSessionKeys(
        encryption: TestPackets.hex("000102030405060708090a0b0c0d0e0f"), authentication: [],
        salt: TestPackets.hex("517569642070726f2071756f"))

    @Test func `RFC 7714 §16.1.1: an RTP packet under AEAD_AES_128_GCM`() throws {
        let plain = TestPackets.hex(
            """
            8040f17b 8041f8d3 5501a0b2 47616c6c 69612065 7374206f 6d6e6973 20646976
            69736120 696e2070 61727465 73207472 6573
            """)
        let cipher = SRTPCipher(
            profile: .aeadAES128GCM, kind: .rtp, direction: .encrypt, keys: Self.gcmKeys)

        let sealed = try cipher.sealed(
            header: Array(plain[..<12]), payload: Array(plain[12...]), trailer: 0,
            nonce: PacketNonce(ssrc: 0x5501_a0b2, index: 0xf17b))

        #expect(
            sealed
                == TestPackets.hex(
                    """
                    8040f17b 8041f8d3 5501a0b2 f24de3a3 fb34de6c acba861c 9d7e4bca be633bd5
                    0d294e6f 42a5f47a 51c7d19b 36de3adf 8833899d 7f27beb1 6a9152cf 765ee439
                    0cce
                    """))
    }

    @Test func `RFC 7714 §17.1: an RTCP packet under AEAD_AES_128_GCM`() throws {
        let plain = TestPackets.hex(
            """
            81c8000d 4d617273 4e545031 4e545032 52545020 0000042a 0000e930 4c756e61
            deadbeef deadbeef deadbeef deadbeef deadbeef
            """)
        let cipher = SRTPCipher(
            profile: .aeadAES128GCM, kind: .rtcp, direction: .encrypt, keys: Self.gcmKeys)

        let sealed = try cipher.sealed(
            header: Array(plain[..<8]), payload: Array(plain[8...]), trailer: 0x8000_05d4,
            nonce: PacketNonce(ssrc: 0x4d61_7273, index: 0x5d4))

        #expect(
            sealed
                == TestPackets.hex(
                    """
                    81c8000d 4d617273 63e94885 dcdab67c a727d766 2f6b7e99 7ff5c0f7 6c06f32d
                    c676a5f1 730d6fda 4ce09b46 86303ded 0bb9275b c84aa458 96cf4d2f c5abf872
                    45d9eade
                    """))
    }
}

extension SRTPCipher {
    /// Header, ciphertext and tag in one array.
    fileprivate func sealed(
        header: [UInt8], payload: [UInt8], trailer: UInt32, nonce: PacketNonce
    ) throws -> [UInt8] {
        var packet = header + payload + [UInt8](repeating: 0, count: 20)
        let isGCM = header.isEmpty ? false : true
        let clear = header.count
        return try packet.withUnsafeMutableBytes { bytes in
            guard let start = bytes.baseAddress else { return [] }
            let parts = Parts(
                header: UnsafeRawBufferPointer(start: start, count: clear),
                input: UnsafeRawBufferPointer(start: start + clear, count: payload.count),
                output: start + clear, trailer: trailer)
            try seal(parts, nonce: nonce, tag: start + clear + payload.count)
            return Array(bytes[..<(clear + payload.count + (isGCM ? 16 : 10))])
        }
    }
}
