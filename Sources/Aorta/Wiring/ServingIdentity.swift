import Front
import Logging

/// A certificate that serves, and what replaces it when its files change.
struct ServingIdentity {
    let identity: TLSIdentity
    let reload: CertificateReload

    /// - Throws: ``StartFailure`` when the files hold no certificate and its key.
    init(certificatePath: String, keyPath: String) throws {
        do {
            identity = try TLSIdentity(certificatePath: certificatePath, keyPath: keyPath)
        } catch {
            throw StartFailure(
                "\(certificatePath) and \(keyPath) are no certificate and key: \(error)")
        }
        reload = CertificateReload(
            identity, certificatePath: certificatePath, keyPath: keyPath,
            logger: Logger(label: "aorta.tls"))
    }
}
