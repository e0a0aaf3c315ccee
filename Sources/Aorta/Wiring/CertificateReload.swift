@preconcurrency import Dispatch
import Front
import Glibc
import Logging
import ServiceLifecycle

/// Reads the certificate's files again when they were replaced, within a minute or at once on
/// SIGHUP, without closing a connection.
final class CertificateReload: Service {
    private static let pollingInterval = Duration.seconds(60)

    private let files: ReplaceableFiles
    private let interval: Duration
    private let logger: Logger
    private let source: any DispatchSourceSignal

    convenience init(
        _ identity: TLSIdentity, certificatePath: String, keyPath: String, logger: Logger
    ) {
        let files = ReplaceableFiles([certificatePath, keyPath]) {
            try identity.reload(certificatePath: certificatePath, keyPath: keyPath)
        }
        self.init(files, every: Self.pollingInterval, logger: logger)
    }

    /// The handler runs on a queue of Dispatch: formed here, outside of any actor.
    init(_ files: ReplaceableFiles, every interval: Duration, logger: Logger) {
        self.files = files
        self.interval = interval
        self.logger = logger
        signal(SIGHUP, SIG_IGN)
        source = DispatchSource.makeSignalSource(signal: SIGHUP, queue: .global())
        source.setEventHandler { Self.tell(files.read(), logger) }
        source.activate()
    }

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                try await Task.sleep(for: self.interval)
                Self.tell(self.files.readIfReplaced(), self.logger)
            }
        }
        source.cancel()
    }

    private static func tell(_ outcome: ReplaceableFiles.Outcome, _ logger: Logger) {
        switch outcome {
        case .unchanged, .failedAgain: break
        case .read: logger.info("the certificate was read again")
        case .failed:
            logger.error(
                "the certificate could not be read; the old one goes on serving, and it is tried again"
            )
        }
    }
}
