import Clinic
internal import Crypto
import NIOCore
import NIOSSL
import Synchronization

/// The certificate of the TLS door, replaceable while the door is open.
///
/// Connections that stand keep the context they were made with; new ones take the latest.
package final class TLSIdentity: Sendable {
    private struct State: Sendable {
        let context: NIOSSLContext
        let fingerprint: String
    }

    private let state: Mutex<State>

    /// - Parameters:
    ///   - certificatePath: PEM file, the server's certificate first, then its chain.
    ///   - keyPath: PEM file of its private key.
    /// - Throws: NIOSSL's error when a file is missing, broken, or the two do not belong together.
    package init(certificatePath: String, keyPath: String) throws {
        state = Mutex(try Self.read(certificatePath: certificatePath, keyPath: keyPath))
    }

    /// Reads the files again. On an error the certificate that serves now goes on serving.
    package func reload(certificatePath: String, keyPath: String) throws {
        let fresh = try Self.read(certificatePath: certificatePath, keyPath: keyPath)
        state.withLock { $0 = fresh }
    }

    /// For the next connection.
    var current: NIOSSLContext { state.withLock(\.context) }

    /// SHA-256 of the server's certificate, in lower-case hex: who meets another certificate meets
    /// another server.
    var fingerprint: String { state.withLock(\.fingerprint) }

    private static func read(certificatePath: String, keyPath: String) throws -> State {
        let chain = try NIOSSLCertificate.fromPEMFile(certificatePath)
        let key = try NIOSSLPrivateKey(file: keyPath, format: .pem)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv12
        // AEAD with forward secrecy only; the suites of TLS 1.3 are fixed (SP 800-52r2 §3.3.1).
        configuration.cipherSuiteValues = [
            .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
            .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, .TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
            .TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
            .TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
        ]
        configuration.shutdownTimeout = .seconds(1)  // A stop waits for it.
        configuration.applicationProtocols = ["http/1.1", "stun.turn"]
        let digest = SHA256.hash(data: try chain.first?.toDERBytes() ?? [])
        return State(
            context: try NIOSSLContext(configuration: configuration),
            fingerprint: Hex.text(of: Array(digest)))
    }
}
