internal import COpenSSL

/// The keys of one direction and one kind of packet, derived from a master key (RFC 3711 §4.3).
///
/// The key derivation rate is 0, as in all of DTLS-SRTP, so keys are derived once.
struct SRTPSessionKeys {
    /// Of the labels of RFC 3711 §4.3.1, the first of three; the two after it follow at +1 and +2.
    enum Kind: UInt8 {
        case rtp = 0
        case rtcp = 3
    }

    let encryption: [UInt8]
    /// Empty with GCM, which needs none.
    let authentication: [UInt8]
    let salt: [UInt8]
}

extension SRTPSessionKeys {
    init(profile: SRTPProfile, kind: Kind, masterKey: [UInt8], masterSalt: [UInt8]) {
        precondition(masterKey.count == SRTPProfile.keyLength)
        precondition(masterSalt.count == profile.saltLength)
        func derive(_ offset: UInt8, _ count: Int) -> [UInt8] {
            Self.derive(
                label: kind.rawValue + offset, count: count, masterKey: masterKey,
                masterSalt: masterSalt)
        }
        self.init(
            encryption: derive(0, SRTPProfile.keyLength),
            authentication: profile == .aeadAES128GCM ? [] : derive(1, HMACSHA1.length),
            salt: derive(2, profile.saltLength))
    }

    /// AES-CM as pseudo-random function (RFC 3711 §4.3.3; a 96-bit salt is padded on its right,
    /// RFC 7714 §11).
    private static func derive(
        label: UInt8, count: Int, masterKey: [UInt8], masterSalt: [UInt8]
    ) -> [UInt8] {
        var start = masterSalt + [UInt8](repeating: 0, count: 16 - masterSalt.count)
        start[7] ^= label
        let zeros = [UInt8](repeating: 0, count: count)
        var derived = zeros
        var written: Int32 = 0
        let context = EVP_CIPHER_CTX_new()
        defer { EVP_CIPHER_CTX_free(context) }
        let isDone =
            EVP_EncryptInit_ex(context, EVP_aes_128_ctr(), nil, masterKey, start) == 1
            && EVP_EncryptUpdate(context, &derived, &written, zeros, Int32(count)) == 1
        precondition(isDone && Int(written) == count, "OpenSSL has no AES-128-CTR")
        return derived
    }
}
