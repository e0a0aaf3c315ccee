import COpenSSL
import DTLSSRTP
import Wire

extension DTLSClient {
    /// What kind of client it is, odd ones with it.
    package struct Options {
        package var certificate: DTLSCertificate?
        /// Names as OpenSSL has them; `nil` offers none.
        package var profiles: String? = "SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80"
        package var mtu = 1200
        /// As long as one with post-quantum key shares: over 1,200 bytes.
        package var hasLongHello = false

        package init(
            certificate: DTLSCertificate? = nil,
            profiles: String? = "SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80",
            mtu: Int = 1200, hasLongHello: Bool = false
        ) {
            self.certificate = certificate
            self.profiles = profiles
            self.mtu = mtu
            self.hasLongHello = hasLongHello
        }
    }

    /// - Throws: where OpenSSL has no memory.
    package convenience init(_ options: Options) throws(DTLSError) {
        let context = SSL_CTX_new(DTLS_client_method())
        defer { SSL_CTX_free(context) }  // The client keeps it for itself.
        if let source = options.certificate?.context {
            SSL_CTX_use_certificate(context, SSL_CTX_get0_certificate(source))
            SSL_CTX_use_PrivateKey(context, SSL_CTX_get0_privatekey(source))
        }
        if let profiles = options.profiles { SSL_CTX_set_tlsext_use_srtp(context, profiles) }
        aorta_ssl_ctx_harden(context)
        if options.hasLongHello {
            let name: [UInt8] = [99] + [UInt8](repeating: 97, count: 99)
            SSL_CTX_set_alpn_protos(context, (0..<12).flatMap { _ in name }, 1200)
        }
        try self.init(context: context, mtu: options.mtu)
    }

    /// Says its last flight again. Waits for OpenSSL's own clock, some milliseconds.
    package func repeatFlightSoon() -> [[UInt8]] {
        var repeated: [[UInt8]] = []
        for _ in 0..<10_000_000 where repeated.isEmpty { repeated = repeatFlight() }
        return repeated
    }

    /// Application data, which no browser sends.
    package func send(_ text: String) -> [[UInt8]] {
        ERR_clear_error()
        SSL_write(ssl, text, Int32(text.utf8.count))
        return takeOutgoing()
    }
}
