internal import COpenSSL
import Wire

/// The client side of one DTLS 1.2 connection that agrees on SRTP keys (RFC 5764), as a browser is
/// one: for load and for tests, never for serving.
///
/// Unlike ``DTLSConnection`` it leaves the repeating of flights to OpenSSL, whose records then have
/// new numbers: a server that has answered already answers again.
package final class DTLSClient {
    /// OpenSSL's `SSL`, for what only tests do with it.
    package let ssl: OpaquePointer
    private let bio = DatagramBIO()

    /// Of every server that our own kind of certificate meets, and of those with an RSA key.
    private static let ciphers =
        "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384"
        + ":ECDHE-RSA-AES256-GCM-SHA384"

    /// A client that shows `certificate` and offers all profiles of ``SRTPProfile``.
    ///
    /// - Throws: ``DTLSError/unavailable``.
    package convenience init(certificate: DTLSCertificate) throws(DTLSError) {
        try self.init(context: certificate.context, mtu: DatagramBIO.datagramLength)
        SSL_set_cipher_list(ssl, Self.ciphers)
    }

    /// - Parameters:
    ///   - context: OpenSSL's `SSL_CTX`; kept as long as needed.
    ///   - mtu: the longest datagram it sends, in bytes.
    /// - Throws: ``DTLSError/unavailable``.
    package init(context: OpaquePointer?, mtu: Int) throws(DTLSError) {
        guard let ssl = SSL_new(context) else { throw .unavailable }
        self.ssl = ssl
        guard bio.attach(to: ssl) else { throw .unavailable }
        SSL_set_options(ssl, SSL_CTX_get_options(context))
        aorta_ssl_set_mtu(ssl, mtu)
        SSL_set_connect_state(ssl)
        // OpenSSL takes a timer as expired 15 ms early: this one is after 5 ms.
        DTLS_set_timer_cb(ssl) { _, _ in 20_000 }
    }

    deinit {
        SSL_free(ssl)  // Frees the BIO too, which must not outlive `bio`.
    }

    package var isConnected: Bool { SSL_is_init_finished(ssl) == 1 }
    package var hasBeenToldGoodbye: Bool { SSL_get_shutdown(ssl) & SSL_RECEIVED_SHUTDOWN != 0 }

    /// Takes `datagrams`, or begins where there are none, and answers.
    package func exchange(_ datagrams: [[UInt8]] = []) -> [[UInt8]] {
        if datagrams.isEmpty { step() }
        for datagram in datagrams { datagram.withUnsafeBytes { receive($0) } }
        return bio.takeOutgoing()
    }

    /// Takes one datagram; ``takeOutgoing()`` has the answer.
    package func receive(_ datagram: UnsafeRawBufferPointer) {
        bio.incoming = datagram
        step()
        bio.incoming = nil
    }

    package func takeOutgoing() -> [[UInt8]] { bio.takeOutgoing() }

    /// Says the last flight again, where it was sent at least 5 ms ago by OpenSSL's own clock.
    package func repeatFlight() -> [[UInt8]] {
        ERR_clear_error()
        aorta_dtls_handle_timeout(ssl)
        return bio.takeOutgoing()
    }

    /// Says goodbye.
    package func close() -> [[UInt8]] {
        ERR_clear_error()
        SSL_shutdown(ssl)
        return bio.takeOutgoing()
    }

    /// The hash of the certificate that the server showed; `nil` before it did.
    package func serverFingerprint(
        _ algorithm: DTLSFingerprint.Algorithm = .sha256
    ) -> DTLSFingerprint? {
        guard let certificate = SSL_get1_peer_certificate(ssl) else { return nil }
        defer { X509_free(certificate) }
        return DTLSFingerprint(of: certificate, algorithm)
    }

    /// What the client exports, split as ``KeyingMaterial`` is: what it sends with is the server's
    /// remote key.
    package func keyingMaterial(_ profile: SRTPProfile) -> KeyingMaterial {
        var exported = [UInt8](repeating: 0, count: KeyingMaterial.exportedLength(of: profile))
        let label = "EXTRACTOR-dtls_srtp"
        SSL_export_keying_material(
            ssl, &exported, exported.count, label, label.utf8.count, nil, 0, 0)
        return KeyingMaterial(profile: profile, exported: exported)
    }

    /// What the server chose; `nil` before that.
    package var profile: SRTPProfile? { SRTPProfile(selectedBy: ssl) }

    private func step() {
        ERR_clear_error()
        if SSL_do_handshake(ssl) == 1 {
            var scratch: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
            ERR_clear_error()
            _ = withUnsafeMutableBytes(of: &scratch) {
                SSL_read(ssl, $0.baseAddress, Int32($0.count))
            }
        }
    }
}

extension SRTPProfile {
    /// What both ends of `ssl` have agreed on.
    init?(selectedBy ssl: OpaquePointer) {
        switch SSL_get_selected_srtp_profile(ssl)?.pointee.id {
        case UInt(SRTP_AEAD_AES_128_GCM): self = .aeadAES128GCM
        case UInt(SRTP_AES128_CM_SHA1_80): self = .aes128CMHMACSHA1_80
        default: return nil
        }
    }
}
