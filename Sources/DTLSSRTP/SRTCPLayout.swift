/// Where the parts of an SRTCP packet lie. GCM has its tag before the word of E bit and index
/// (RFC 7714 §9.2), counter mode behind it (RFC 3711 §3.4).
struct SRTCPLayout {
    /// Bytes that stay in the clear.
    static let headerLength = 8
    static let encryptedBit: UInt32 = 0x8000_0000

    let plainLength: Int
    let tagOffset: Int
    let wordOffset: Int

    init(profile: SRTPProfile, plainLength: Int) {
        self.plainLength = plainLength
        switch profile {
        case .aeadAES128GCM:
            tagOffset = plainLength
            wordOffset = plainLength + profile.tagLength
        case .aes128CMHMACSHA1_80:
            wordOffset = plainLength
            tagOffset = plainLength + 4
        }
    }

    /// The parts of the packet at `start`, encrypted and decrypted in place.
    func parts(of start: UnsafeMutableRawPointer, trailer: UInt32) -> SRTPCipher.Parts {
        SRTPCipher.Parts(
            header: UnsafeRawBufferPointer(start: start, count: Self.headerLength),
            input: UnsafeRawBufferPointer(
                start: start + Self.headerLength, count: plainLength - Self.headerLength),
            output: start + Self.headerLength,
            trailer: trailer)
    }
}

extension UnsafeMutableRawBufferPointer {
    /// The caller has compared `offset` with the length.
    func bigEndian<Value: FixedWidthInteger & BitwiseCopyable>(
        at offset: Int, as type: Value.Type
    ) -> Value {
        Value(bigEndian: loadUnaligned(fromByteOffset: offset, as: type))
    }
}
