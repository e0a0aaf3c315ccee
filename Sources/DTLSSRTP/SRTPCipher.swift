internal import COpenSSL

/// Encrypts or decrypts, and authenticates, one kind of packet in one direction.
///
/// Keyed once; a packet changes only the IV and allocates nothing. RTP and RTCP differ only in what
/// their caller passes as `trailer`: the rollover counter, which is never sent, or the word of E
/// bit and SRTCP index, which is.
final class SRTPCipher {
    enum Direction: Int32 {
        case decrypt = 0
        case encrypt = 1
    }

    /// One packet's parts, wherever they lie.
    struct Parts {
        /// Sent in the clear, authenticated: the RTP header, or the first 8 bytes of RTCP.
        let header: UnsafeRawBufferPointer
        let input: UnsafeRawBufferPointer
        /// As long as `input`; directly behind `header`. May be `input` itself.
        let output: UnsafeMutableRawPointer
        let trailer: UInt32
    }

    private let profile: SRTPProfile
    private let kind: SRTPSessionKeys.Kind
    private let context: OpaquePointer
    private let salt: InlineArray<16, UInt8>
    private let authentication: HMACSHA1

    init(
        profile: SRTPProfile, kind: SRTPSessionKeys.Kind, direction: Direction,
        keys: SRTPSessionKeys
    ) {
        // Nothing can go on without the memory, as anywhere in Swift.
        guard let context = EVP_CIPHER_CTX_new() else { fatalError("out of memory") }
        let cipher = profile == .aeadAES128GCM ? EVP_aes_128_gcm() : EVP_aes_128_ctr()
        let isKeyed =
            EVP_CipherInit_ex(context, cipher, nil, keys.encryption, nil, direction.rawValue) == 1
        precondition(isKeyed, "OpenSSL has no AES-128")
        self.profile = profile
        self.kind = kind
        self.context = context
        salt = PacketNonce.padded(keys.salt)
        authentication = HMACSHA1(key: keys.authentication)
    }

    convenience init(
        profile: SRTPProfile, kind: SRTPSessionKeys.Kind, direction: Direction,
        masterKey: [UInt8], masterSalt: [UInt8]
    ) {
        let keys = SRTPSessionKeys(
            profile: profile, kind: kind, masterKey: masterKey, masterSalt: masterSalt)
        self.init(profile: profile, kind: kind, direction: direction, keys: keys)
    }

    deinit {
        EVP_CIPHER_CTX_free(context)
    }

    /// Encrypts `parts` and writes the tag of ``SRTPProfile/tagLength`` bytes to `tag`.
    func seal(
        _ parts: Parts, nonce: PacketNonce, tag: UnsafeMutableRawPointer
    ) throws(SRTPError) {
        switch profile {
        case .aeadAES128GCM:
            try startGCM(parts, nonce: nonce)
            try update(parts)
            guard finish(tag) == 1,
                EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, 16, tag) == 1
            else { throw .cipherFailed }
        case .aes128CMHMACSHA1_80:
            try startCounterMode(nonce)
            try update(parts)
            let code = authenticationCode(of: parts)
            for byte in 0..<profile.tagLength {
                tag.storeBytes(of: code[byte], toByteOffset: byte, as: UInt8.self)
            }
        }
    }

    /// Checks the tag and decrypts. After a throw the output is undefined.
    func open(
        _ parts: Parts, nonce: PacketNonce, tag: UnsafeMutableRawPointer
    ) throws(SRTPError) {
        switch profile {
        case .aeadAES128GCM:
            try startGCM(parts, nonce: nonce)
            try update(parts)
            guard EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, 16, tag) == 1
            else { throw .cipherFailed }
            guard finish(tag) == 1 else { throw .forged }
        case .aes128CMHMACSHA1_80:
            // The tag covers what was sent, so it comes first (RFC 3711 §3.3 step 5).
            let code = authenticationCode(of: parts)
            var difference: UInt8 = 0
            for byte in 0..<profile.tagLength {
                difference |= code[byte] ^ tag.load(fromByteOffset: byte, as: UInt8.self)
            }
            guard difference == 0 else { throw .forged }
            try startCounterMode(nonce)
            try update(parts)
        }
    }

    /// Over header and ciphertext, which lie in one piece when this is called.
    private func authenticationCode(of parts: Parts) -> InlineArray<20, UInt8> {
        let message = UnsafeRawBufferPointer(
            start: parts.header.baseAddress, count: parts.header.count + parts.input.count)
        return authentication.code(of: message, trailer: parts.trailer)
    }

    private func startCounterMode(_ nonce: PacketNonce) throws(SRTPError) {
        var counter = InlineArray<16, UInt8>(repeating: 0)
        nonce.writeCounter(salt: salt, into: &counter)
        try setIV(&counter)
    }

    private func startGCM(_ parts: Parts, nonce: PacketNonce) throws(SRTPError) {
        var iv = InlineArray<16, UInt8>(repeating: 0)
        nonce.writeGCM(salt: salt, into: &iv)
        try setIV(&iv)
        var unused: Int32 = 0
        let header = parts.header.baseAddress?.assumingMemoryBound(to: UInt8.self)
        guard EVP_CipherUpdate(context, nil, &unused, header, Int32(parts.header.count)) == 1
        else { throw .cipherFailed }
        guard kind == .rtcp else { return }
        // RFC 7714 §9.2: the word of E bit and index belongs to the associated data.
        var word = parts.trailer.bigEndian
        let isDone = withUnsafeBytes(of: &word) { bytes in
            EVP_CipherUpdate(
                context, nil, &unused, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), 4)
        }
        guard isDone == 1 else { throw .cipherFailed }
    }

    private func setIV(_ iv: inout InlineArray<16, UInt8>) throws(SRTPError) {
        let isDone = withUnsafePointer(to: &iv) { pointer in
            pointer.withMemoryRebound(to: UInt8.self, capacity: 16) { bytes in
                EVP_CipherInit_ex(context, nil, nil, nil, bytes, -1)
            }
        }
        guard isDone == 1 else { throw .cipherFailed }
    }

    /// GCM writes no bytes here, but wants to be told where.
    private func finish(_ tag: UnsafeMutableRawPointer) -> Int32 {
        var written: Int32 = 0
        return EVP_CipherFinal_ex(context, tag.assumingMemoryBound(to: UInt8.self), &written)
    }

    private func update(_ parts: Parts) throws(SRTPError) {
        // With a null or empty input OpenSSL would take the call for another one.
        guard let input = parts.input.baseAddress, !parts.input.isEmpty else { return }
        var written: Int32 = 0
        let isDone = EVP_CipherUpdate(
            context, parts.output.assumingMemoryBound(to: UInt8.self), &written,
            input.assumingMemoryBound(to: UInt8.self), Int32(parts.input.count))
        guard isDone == 1, Int(written) == parts.input.count else { throw .cipherFailed }
    }
}
