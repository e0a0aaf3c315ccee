/// The protection profiles that are offered in use_srtp (RFC 5764 §4.1.2, RFC 7714 §14.2).
package enum SRTPProfile: Equatable, Sendable, CaseIterable {
    /// AEAD_AES_128_GCM.
    case aeadAES128GCM
    /// AES_CM_128_HMAC_SHA1_80, which every WebRTC endpoint must know (RFC 8827 §6.5).
    case aes128CMHMACSHA1_80

    /// Bytes of the master key.
    package static let keyLength = 16

    /// Bytes of the master salt.
    package var saltLength: Int {
        switch self {
        case .aeadAES128GCM: 12  // RFC 7714 §12
        case .aes128CMHMACSHA1_80: 14  // RFC 3711 §8.2
        }
    }

    /// Bytes of the authentication tag.
    var tagLength: Int {
        switch self {
        case .aeadAES128GCM: 16
        case .aes128CMHMACSHA1_80: 10
        }
    }

    /// Bytes by which an SRTP packet is longer than the RTP packet in it.
    package var rtpOverhead: Int { tagLength }

    /// Bytes by which an SRTCP packet is longer than the RTCP packet in it.
    package var rtcpOverhead: Int { tagLength + 4 }
}
