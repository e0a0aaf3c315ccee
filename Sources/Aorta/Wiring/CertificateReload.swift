@preconcurrency import Dispatch
import Front
import Glibc
import Logging
import ServiceLifecycle

/// Reads the certificate's files again on SIGHUP, without closing a connection.
final class CertificateReload: Service {
    private let source: any DispatchSourceSignal

    /// The handler runs on a queue of Dispatch: formed here, outside of any actor.
    init(_ identity: TLSIdentity, certificatePath: String, keyPath: String, logger: Logger) {
        signal(SIGHUP, SIG_IGN)
        source = DispatchSource.makeSignalSource(signal: SIGHUP, queue: .global())
        source.setEventHandler {
            do {
                try identity.reload(certificatePath: certificatePath, keyPath: keyPath)
                logger.info("the certificate was read again")
            } catch {
                logger.error("the certificate could not be read; the old one goes on serving")
            }
        }
        source.activate()
    }

    func run() async throws {
        try await gracefulShutdown()
        source.cancel()
    }
}
