import Foundation

/// The TLS certificate that serves: the operator's, or one of our own kept in `DATA/tls`.
struct CertificateFolder {
    let certificatePath: String
    let keyPath: String

    /// - Parameters:
    ///   - folder: made when it is missing; only the owner may look into it.
    ///   - names: for a certificate that has to be made.
    /// - Throws: ``StartFailure`` when it cannot be made or written.
    init(in folder: String, names: [String]) throws {
        certificatePath = folder + "/certificate.pem"
        keyPath = folder + "/key.pem"
        let files = FileManager.default
        if files.fileExists(atPath: certificatePath), files.fileExists(atPath: keyPath) { return }
        guard let made = SelfSignedCertificate(names: names) else {
            throw StartFailure("a self-signed certificate could not be made by OpenSSL")
        }
        do {
            try files.createDirectory(
                atPath: folder, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
            try Self.write(made.privateKey, to: keyPath, permissions: 0o600)
            try Self.write(made.certificate, to: certificatePath, permissions: 0o644)
        } catch {
            throw StartFailure("\(folder) cannot be written: \(error.localizedDescription)")
        }
    }

    /// Never readable by others, not even for the moment between making and locking it.
    private static func write(_ bytes: [UInt8], to path: String, permissions: Int) throws {
        let made = FileManager.default.createFile(
            atPath: path, contents: Data(bytes), attributes: [.posixPermissions: permissions])
        guard made else { throw CocoaError(.fileWriteUnknown) }
    }
}

/// Why the server does not start, in words for its operator.
struct StartFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
