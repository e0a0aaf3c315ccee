import COpenSSL
import DTLSSRTP
import Wire

/// A DTLS client by OpenSSL, as a browser would be one.
package final class DTLSClient {
    private let context: OpaquePointer?
    private let ssl: OpaquePointer?
    private let bio = DatagramBIO()

    /// What kind of client it is.
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
    package init(_ options: Options) throws(DTLSError) {
        context = SSL_CTX_new(DTLS_client_method())
        ssl = SSL_new(context)
        guard let ssl, bio.attach(to: ssl) else { throw DTLSError.unavailable }
        if let source = options.certificate?.context {
            SSL_use_certificate(ssl, SSL_CTX_get0_certificate(source))
            SSL_use_PrivateKey(ssl, SSL_CTX_get0_privatekey(source))
        }
        if let profiles = options.profiles { SSL_set_tlsext_use_srtp(ssl, profiles) }
        aorta_ssl_ctx_harden(context)
        SSL_set_options(ssl, SSL_CTX_get_options(context))
        aorta_ssl_set_mtu(ssl, options.mtu)
        if options.hasLongHello {
            let name: [UInt8] = [99] + [UInt8](repeating: 97, count: 99)
            SSL_set_alpn_protos(ssl, (0..<12).flatMap { _ in name }, 1200)
        }
        SSL_set_connect_state(ssl)
        // OpenSSL takes a timer as expired 15 ms early: this one is after 5 ms.
        DTLS_set_timer_cb(ssl) { _, _ in 20_000 }
    }

    deinit {
        SSL_free(ssl)
        SSL_CTX_free(context)
    }

    package var isConnected: Bool { SSL_is_init_finished(ssl) == 1 }
    package var hasBeenToldGoodbye: Bool { SSL_get_shutdown(ssl) & SSL_RECEIVED_SHUTDOWN != 0 }

    /// Takes `datagrams`, and answers.
    package func exchange(_ datagrams: [[UInt8]] = []) -> [[UInt8]] {
        if datagrams.isEmpty { step() }
        for datagram in datagrams {
            datagram.withUnsafeBytes { bytes in
                bio.incoming = bytes
                step()
                bio.incoming = nil
            }
        }
        return bio.takeOutgoing()
    }

    /// Says its last flight again. Waits for OpenSSL's own clock, some milliseconds.
    package func repeatFlight() -> [[UInt8]] {
        var repeated: [[UInt8]] = []
        for _ in 0..<10_000_000 where repeated.isEmpty {
            aorta_dtls_handle_timeout(ssl)
            repeated = bio.takeOutgoing()
        }
        return repeated
    }

    /// Application data, which no browser sends.
    package func send(_ text: String) -> [[UInt8]] {
        ERR_clear_error()
        SSL_write(ssl, text, Int32(text.utf8.count))
        return bio.takeOutgoing()
    }

    /// Says goodbye.
    package func close() -> [[UInt8]] {
        ERR_clear_error()
        SSL_shutdown(ssl)
        return bio.takeOutgoing()
    }

    /// What the client exports, split as ``KeyingMaterial`` is.
    package func keyingMaterial(_ profile: SRTPProfile) -> KeyingMaterial {
        var exported = [UInt8](repeating: 0, count: KeyingMaterial.exportedLength(of: profile))
        let label = "EXTRACTOR-dtls_srtp"
        SSL_export_keying_material(
            ssl, &exported, exported.count, label, label.utf8.count, nil, 0, 0)
        return KeyingMaterial(profile: profile, exported: exported)
    }

    /// What the server chose; `nil` before that.
    package var profile: SRTPProfile? {
        switch SSL_get_selected_srtp_profile(ssl)?.pointee.id {
        case UInt(SRTP_AEAD_AES_128_GCM): .aeadAES128GCM
        case UInt(SRTP_AES128_CM_SHA1_80): .aes128CMHMACSHA1_80
        default: nil
        }
    }

    private func step() {
        ERR_clear_error()
        if SSL_do_handshake(ssl) == 1 {
            var scratch = [UInt8](repeating: 0, count: 64)
            ERR_clear_error()
            SSL_read(ssl, &scratch, 64)
        }
    }
}
