import COpenSSL
import Wire

/// A certificate for a server that has none: ECDSA P-256, signed by itself, good for two years.
///
/// Browsers warn of it; it is for trying Aorta out and for hospitals' own networks until their
/// own certificate is there.
struct SelfSignedCertificate {
    /// PEM.
    let certificate: [UInt8]
    /// PEM, PKCS #8, not encrypted.
    let privateKey: [UInt8]

    private static let lifetimeSeconds = 2 * 365 * 24 * 60 * 60
    private static let backdateSeconds = 24 * 60 * 60  // For clients whose clock is behind.

    /// - Parameters:
    ///   - names: DNS names and IP addresses for the subject alternative name, at least one.
    ///   - serial: random, positive.
    /// - Returns: `nil` when OpenSSL fails, as without memory.
    init?(names: [String], serial: UInt64 = .random(in: 1...UInt64(Int64.max))) {
        guard let key = Self.makeKey() else { return nil }
        defer { EVP_PKEY_free(key) }
        guard let x509 = X509_new() else { return nil }
        defer { X509_free(x509) }

        guard
            X509_set_version(x509, 2) == 1,  // v3 (RFC 5280 §4.1.2.1)
            ASN1_INTEGER_set_uint64(X509_get_serialNumber(x509), serial) == 1,
            X509_gmtime_adj(X509_getm_notBefore(x509), -Self.backdateSeconds) != nil,
            X509_gmtime_adj(X509_getm_notAfter(x509), Self.lifetimeSeconds) != nil,
            X509_set_pubkey(x509, key) == 1,
            Self.setName(of: x509),
            Self.addExtensions(to: x509, names: names),
            X509_sign(x509, key, EVP_sha256()) > 0,
            let certificate = Self.pem({ PEM_write_bio_X509($0, x509) }),
            let privateKey = Self.pem({
                PEM_write_bio_PKCS8PrivateKey($0, key, nil, nil, 0, nil, nil)
            })
        else { return nil }
        self.certificate = certificate
        self.privateKey = privateKey
    }

    private static func makeKey() -> OpaquePointer? {
        guard let context = EVP_PKEY_CTX_new_id(EVP_PKEY_EC, nil) else { return nil }
        defer { EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        guard
            EVP_PKEY_keygen_init(context) == 1,
            EVP_PKEY_CTX_set_ec_paramgen_curve_nid(context, NID_X9_62_prime256v1) == 1,
            EVP_PKEY_keygen(context, &key) == 1
        else { return nil }
        return key
    }

    /// Subject and issuer; nothing reads them besides people.
    private static func setName(of x509: OpaquePointer) -> Bool {
        let name = X509_get_subject_name(x509)
        let added = X509_NAME_add_entry_by_NID(
            name, NID_commonName, MBSTRING_UTF8, Array("Aorta".utf8), 5, -1, 0)
        return added == 1 && X509_set_issuer_name(x509, name) == 1
    }

    private static func addExtensions(to x509: OpaquePointer, names: [String]) -> Bool {
        let alternatives = names.map { name in
            SocketAddress(name, defaultPort: 0) == nil ? "DNS:\(name)" : "IP:\(name)"
        }
        let extensions = [
            (NID_subject_alt_name, alternatives.joined(separator: ",")),
            (NID_basic_constraints, "critical,CA:FALSE"),
            (NID_key_usage, "critical,digitalSignature"),
            (NID_ext_key_usage, "serverAuth"),
        ]
        return extensions.allSatisfy { nid, value in
            guard let made = X509V3_EXT_conf_nid(nil, nil, nid, value) else { return false }
            defer { X509_EXTENSION_free(made) }
            return X509_add_ext(x509, made, -1) == 1
        }
    }

    /// What `write` puts into a memory BIO.
    private static func pem(_ write: (OpaquePointer) -> Int32) -> [UInt8]? {
        guard let bio = BIO_new(BIO_s_mem()) else { return nil }
        defer { BIO_free(bio) }
        guard write(bio) == 1 else { return nil }
        var bytes = [UInt8](repeating: 0, count: 16_384)
        let count = BIO_read(bio, &bytes, Int32(bytes.count))
        return count > 0 ? Array(bytes.prefix(Int(count))) : nil
    }
}
