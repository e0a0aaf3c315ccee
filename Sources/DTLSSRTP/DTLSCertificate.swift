internal import COpenSSL

/// Our self-signed certificate (ECDSA on P-256) and the OpenSSL context that serves with it.
///
/// Browsers know it by its fingerprint alone, so one made at each start is as good as any.
///
/// Sendable without the compiler's check: nobody changes the context after init, OpenSSL counts
/// its references atomically, and each connection makes its own SSL object of it.
package final class DTLSCertificate: @unchecked Sendable {
    /// SHA-256 of the certificate, for a=fingerprint.
    package let fingerprint: DTLSFingerprint
    /// OpenSSL's `SSL_CTX`.
    package let context: OpaquePointer

    /// Makes a new key and certificate. Takes about half a millisecond.
    ///
    /// - Throws: ``DTLSError/unavailable``.
    package static func generate() throws(DTLSError) -> DTLSCertificate {
        ERR_clear_error()
        guard let key = aorta_evp_generate_p256() else { throw .unavailable }
        defer { EVP_PKEY_free(key) }
        guard let certificate = X509_new() else { throw .unavailable }
        defer { X509_free(certificate) }
        guard sign(certificate, with: key), let fingerprint = DTLSFingerprint(of: certificate)
        else { throw .unavailable }
        return try DTLSCertificate(key: key, certificate: certificate, fingerprint: fingerprint)
    }

    private init(
        key: OpaquePointer, certificate: OpaquePointer, fingerprint: DTLSFingerprint
    ) throws(DTLSError) {
        guard let context = SSL_CTX_new(DTLS_method()) else { throw .unavailable }
        guard SSL_CTX_use_certificate(context, certificate) == 1,
            SSL_CTX_use_PrivateKey(context, key) == 1,
            DTLSCertificate.configure(context)
        else {
            SSL_CTX_free(context)
            throw .unavailable
        }
        self.fingerprint = fingerprint
        self.context = context
    }

    deinit {
        SSL_CTX_free(context)
    }

    /// Names nobody: the common name is the same on every server, the serial number random.
    private static func sign(_ certificate: OpaquePointer, with key: OpaquePointer) -> Bool {
        let day = 24 * 60 * 60
        let serial = UInt64.random(in: 1...UInt64(Int64.max))
        let name = X509_get_subject_name(certificate)
        return X509_set_version(certificate, 2) == 1  // v3
            && ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial) == 1
            && X509_gmtime_adj(X509_getm_notBefore(certificate), -day) != nil
            && X509_gmtime_adj(X509_getm_notAfter(certificate), 365 * day) != nil
            && aorta_x509_name_add_common_name(name, "WebRTC") == 1
            && X509_set_issuer_name(certificate, name) == 1
            && X509_set_pubkey(certificate, key) == 1
            && X509_sign(certificate, key, EVP_sha256()) > 0
    }

    private static func configure(_ context: OpaquePointer) -> Bool {
        aorta_ssl_ctx_harden(context)
        // Anyone may show any certificate: it is judged by its fingerprint after the handshake.
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT) { _, _ in 1 }
        return aorta_ssl_ctx_limit_to_dtls12(context) == 1
            && SSL_CTX_set_cipher_list(
                context,
                "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-CHACHA20-POLY1305"
                    + ":ECDHE-ECDSA-AES256-GCM-SHA384") == 1
            && aorta_ssl_ctx_set_groups(context, "X25519:P-256") == 1
            && aorta_ssl_ctx_set_signature_algorithms(
                context, "ECDSA+SHA256:ECDSA+SHA384:RSA-PSS+SHA256:RSA+SHA256") == 1
            // This one answers 0 for success.
            && SSL_CTX_set_tlsext_use_srtp(
                context, "SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80") == 0
    }
}

extension DTLSFingerprint {
    /// The hash of an `X509`.
    init?(of certificate: OpaquePointer, _ algorithm: Algorithm = .sha256) {
        let hash =
            switch algorithm {
            case .sha256: EVP_sha256()
            case .sha384: EVP_sha384()
            case .sha512: EVP_sha512()
            }
        var bytes = [UInt8](repeating: 0, count: algorithm.length)
        guard X509_digest(certificate, hash, &bytes, nil) == 1 else { return nil }
        self.init(algorithm, bytes: bytes)
    }
}
