import COpenSSL

@testable import DTLSSRTP

/// Hashes of a certificate that ``DTLSCertificate`` itself does not give.
enum CertificateHash {
    static func of(
        _ certificate: DTLSCertificate, _ algorithm: DTLSFingerprint.Algorithm
    ) -> DTLSFingerprint? {
        SSL_CTX_get0_certificate(certificate.context).flatMap {
            DTLSFingerprint(of: $0, algorithm)
        }
    }
}
