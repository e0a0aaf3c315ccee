import CSRTP
import DTLSSRTP

/// libsrtp2 with the same master key: the second opinion on every byte.
final class ReferenceSRTP {
    struct Failure: Error {
        let status: UInt32
    }

    private var context: srtp_t?
    private static let isReady = srtp_init() == srtp_err_status_ok

    init(_ key: MasterKey, isSender: Bool) throws {
        guard Self.isReady else { throw Failure(status: 0) }
        var policy = srtp_policy_t()
        switch key.profile {
        case .aeadAES128GCM:
            srtp_crypto_policy_set_aes_gcm_128_16_auth(&policy.rtp)
            srtp_crypto_policy_set_aes_gcm_128_16_auth(&policy.rtcp)
        case .aes128CMHMACSHA1_80:
            srtp_crypto_policy_set_rtp_default(&policy.rtp)
            srtp_crypto_policy_set_rtcp_default(&policy.rtcp)
        }
        policy.ssrc.type = isSender ? ssrc_any_outbound : ssrc_any_inbound
        policy.window_size = 1024
        var master = key.key + key.salt
        let status = master.withUnsafeMutableBufferPointer { bytes in
            policy.key = bytes.baseAddress
            return srtp_create(&context, &policy)
        }
        guard status == srtp_err_status_ok else { throw Failure(status: status.rawValue) }
    }

    deinit {
        srtp_dealloc(context)
    }

    func protect(_ packet: [UInt8]) throws -> [UInt8] { try call(packet, srtp_protect) }
    func unprotect(_ packet: [UInt8]) throws -> [UInt8] { try call(packet, srtp_unprotect) }
    func protectControl(_ packet: [UInt8]) throws -> [UInt8] {
        try call(packet, srtp_protect_rtcp)
    }
    func unprotectControl(_ packet: [UInt8]) throws -> [UInt8] {
        try call(packet, srtp_unprotect_rtcp)
    }

    private func call(
        _ packet: [UInt8],
        _ function: (srtp_t?, UnsafeMutableRawPointer?, UnsafeMutablePointer<Int32>?)
            -> srtp_err_status_t
    ) throws -> [UInt8] {
        var memory = packet + [UInt8](repeating: 0, count: 64)
        var length = Int32(packet.count)
        let status = memory.withUnsafeMutableBytes { function(context, $0.baseAddress, &length) }
        guard status == srtp_err_status_ok else { throw Failure(status: status.rawValue) }
        return Array(memory[..<Int(length)])
    }
}
